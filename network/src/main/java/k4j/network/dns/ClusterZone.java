package k4j.network.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import k4j.api.core.v1.Service;
import k4j.api.core.v1.ServicePort;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/// The zone of the cluster: services, their endpoints, pods by address. (Kubernetes' DNS-Based
/// Service Discovery specification, version 1.1.0.)
final class ClusterZone {

  private static final String SPECIFICATION = "1.1.0";
  private static final Pattern DASHED = Pattern.compile("\\d{1,3}(-\\d{1,3}){3}");

  private final ZoneSettings settings;
  private final ServiceDirectory directory;
  private final String suffix;

  ClusterZone(ZoneSettings settings, ServiceDirectory directory) {
    this.settings = settings;
    this.directory = directory;
    suffix = "." + settings.domain() + ".";
  }

  Answer answer(Name question, int type) {
    String name = question.toString().toLowerCase(Locale.ROOT);
    if (name.equals(settings.domain() + ".")) {
      return apex(question, type);
    }
    if (!name.endsWith(suffix)) {
      return Answer.NOT_MINE;
    }
    String[] labels = name.substring(0, name.length() - suffix.length()).split("\\.", -1);
    return switch (labels[labels.length - 1]) {
      case "svc" -> service(question, type, labels);
      case "pod" -> pod(question, type, labels);
      case "dns-version" -> labels.length == 1 ? version(question, type) : Answer.NO_SUCH_NAME;
      case "dns" -> nameServer(question, type, labels);
      default -> Answer.NO_SUCH_NAME;
    };
  }

  /// What a negative answer carries, so that it may be kept for a while.
  SOARecord authority() {
    Name zone = name(settings.domain() + ".");
    return new SOARecord(
        zone,
        DClass.IN,
        settings.ttlSeconds(),
        name("ns.dns" + suffix),
        name("hostmaster" + suffix),
        1,
        7200,
        1800,
        86400,
        settings.ttlSeconds());
  }

  private Answer apex(Name question, int type) {
    return switch (type) {
      case Type.SOA -> found(authority());
      case Type.NS ->
          found(new NSRecord(question, DClass.IN, settings.ttlSeconds(), name("ns.dns" + suffix)));
      default -> Answer.NO_DATA;
    };
  }

  private Answer version(Name question, int type) {
    return type == Type.TXT
        ? found(new TXTRecord(question, DClass.IN, settings.ttlSeconds(), SPECIFICATION))
        : Answer.NO_DATA;
  }

  private Answer nameServer(Name question, int type, String[] labels) {
    if (labels.length == 1) {
      return Answer.NO_DATA;
    }
    if (labels.length > 2 || !labels[0].equals("ns")) {
      return Answer.NO_SUCH_NAME;
    }
    return type == Type.A
        ? found(new ARecord(question, DClass.IN, settings.ttlSeconds(), settings.server()))
        : Answer.NO_DATA;
  }

  private Answer pod(Name question, int type, String[] labels) {
    if (labels.length < 3) {
      return labels.length == 1 || directory.hasNamespace(labels[0])
          ? Answer.NO_DATA
          : Answer.NO_SUCH_NAME;
    }
    if (labels.length > 3
        || !directory.hasNamespace(labels[1])
        || !DASHED.matcher(labels[0]).matches()) {
      return Answer.NO_SUCH_NAME;
    }
    return type == Type.A ? found(address(question, labels[0].replace('-', '.'))) : Answer.NO_DATA;
  }

  /// `svc`, `NS.svc`, `SVC.NS.svc`, `HOST.SVC.NS.svc`, `_PORT._PROTOCOL.SVC.NS.svc`.
  private Answer service(Name question, int type, String[] labels) {
    int count = labels.length;
    if (count < 3) {
      return count == 1 || directory.hasNamespace(labels[0]) ? Answer.NO_DATA : Answer.NO_SUCH_NAME;
    }
    Optional<Service> service = directory.service(labels[count - 2], labels[count - 3]);
    if (service.isEmpty()) {
      return Answer.NO_SUCH_NAME;
    }
    Service found = service.get();
    if (found.spec().type().equals("ExternalName")) {
      return count == 3 ? external(question, found) : Answer.NO_SUCH_NAME;
    }
    boolean headless = found.spec().clusterIP().equals("None");
    ZoneEndpoints endpoints =
        headless
            ? ZoneEndpoints.of(directory.slices(found.namespace(), found.name()))
            : ZoneEndpoints.NONE;
    return switch (count) {
      case 3 -> wholeService(question, type, found, headless, endpoints);
      case 4 -> oneEndpoint(question, type, labels[0], endpoints);
      case 5 -> onePort(question, type, labels, found, headless, endpoints);
      default -> Answer.NO_SUCH_NAME;
    };
  }

  private Answer external(Name question, Service service) {
    String target = service.spec().externalName();
    return new Answer.Alias(
        new CNAMERecord(question, DClass.IN, settings.ttlSeconds(), name(target + ".")));
  }

  private Answer wholeService(
      Name question, int type, Service service, boolean headless, ZoneEndpoints endpoints) {
    if (headless && endpoints.isEmpty()) {
      return Answer.NO_SUCH_NAME;
    }
    if (type == Type.SRV) {
      return headless
          ? srv(question, service, endpoints, "", "")
          : srv(question, service, service.spec().ports());
    }
    if (type != Type.A) {
      return Answer.NO_DATA;
    }
    if (headless) {
      return new Answer.Found(
          endpoints.addresses().stream().map(each -> address(question, each)).toList(), List.of());
    }
    return service.spec().clusterIP().isEmpty()
        ? Answer.NO_DATA
        : found(address(question, service.spec().clusterIP()));
  }

  private Answer oneEndpoint(Name question, int type, String host, ZoneEndpoints endpoints) {
    List<String> addresses = endpoints.addressesOf(host);
    if (addresses.isEmpty()) {
      return Answer.NO_SUCH_NAME;
    }
    return type == Type.A
        ? new Answer.Found(
            addresses.stream().map(each -> address(question, each)).toList(), List.of())
        : Answer.NO_DATA;
  }

  private Answer onePort(
      Name question,
      int type,
      String[] labels,
      Service service,
      boolean headless,
      ZoneEndpoints endpoints) {
    if (!labels[0].startsWith("_") || !labels[1].startsWith("_")) {
      return Answer.NO_SUCH_NAME;
    }
    String port = labels[0].substring(1);
    String protocol = labels[1].substring(1);
    Answer answer =
        headless
            ? srv(question, service, endpoints, port, protocol)
            : srv(
                question,
                service,
                service.spec().ports().stream()
                    .filter(each -> each.name().equalsIgnoreCase(port))
                    .filter(each -> each.protocol().equalsIgnoreCase(protocol))
                    .toList());
    if (answer instanceof Answer.Found found && found.records().isEmpty()) {
      return Answer.NO_SUCH_NAME;
    }
    return type == Type.SRV ? answer : Answer.NO_DATA;
  }

  private Answer srv(Name question, Service service, List<ServicePort> ports) {
    Name target = name(service.name() + "." + service.namespace() + ".svc" + suffix);
    var records = new ArrayList<Record>();
    for (ServicePort port : ports) {
      records.add(srv(question, port.port(), target, ports.size()));
    }
    List<Record> additional =
        records.isEmpty() ? List.of() : List.of(address(target, service.spec().clusterIP()));
    return new Answer.Found(records, additional);
  }

  private Answer srv(
      Name question, Service service, ZoneEndpoints endpoints, String port, String protocol) {
    var records = new ArrayList<Record>();
    var additional = new ArrayList<Record>();
    List<ZoneEndpoints.Port> matching = endpoints.ports(port, protocol);
    for (ZoneEndpoints.Port each : matching) {
      Name target =
          name(each.host() + "." + service.name() + "." + service.namespace() + ".svc" + suffix);
      records.add(srv(question, each.number(), target, matching.size()));
      Record glue = address(target, each.address());
      if (!additional.contains(glue)) {
        additional.add(glue);
      }
    }
    return new Answer.Found(records, additional);
  }

  /// Equal weights that add up to 100, as CoreDNS gives them.
  private Record srv(Name question, int port, Name target, int count) {
    int weight = Math.max(1, 100 / Math.max(1, count));
    return new SRVRecord(question, DClass.IN, settings.ttlSeconds(), 0, weight, port, target);
  }

  private Record address(Name owner, String address) {
    try {
      return new ARecord(owner, DClass.IN, settings.ttlSeconds(), InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(address + " is no address", e);
    }
  }

  private static Answer found(Record record) {
    return new Answer.Found(List.of(record), List.of());
  }

  static Name name(String text) {
    try {
      return Name.fromString(text);
    } catch (TextParseException e) {
      throw new IllegalStateException(text + " is no name", e);
    }
  }
}
