package k4j.network.dns;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.Endpoint;
import k4j.api.discovery.v1.EndpointSlice;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/// Names of addresses that belong to services and their endpoints; others are asked outside.
final class ReverseZone {

  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final ZoneSettings settings;
  private final ServiceDirectory directory;

  ReverseZone(ZoneSettings settings, ServiceDirectory directory) {
    this.settings = settings;
    this.directory = directory;
  }

  Answer answer(Name question, int type) {
    if (type != Type.PTR || !question.subdomain(ClusterZone.name("in-addr.arpa."))) {
      return Answer.NOT_MINE;
    }
    InetAddress address;
    try {
      address = ReverseMap.fromName(question);
    } catch (UnknownHostException _) {
      return Answer.NOT_MINE;
    }
    List<Record> found = records(question, address.getHostAddress());
    return found.isEmpty() ? Answer.NOT_MINE : new Answer.Found(found, List.of());
  }

  private List<Record> records(Name question, String address) {
    var names = new ArrayList<String>();
    for (Service service : directory.servicesAt(address)) {
      names.add(service.name() + "." + service.namespace());
    }
    if (names.isEmpty()) {
      for (EndpointSlice slice : directory.slicesAt(address)) {
        String service = slice.metadata().labels().getOrDefault(SERVICE_NAME, "");
        for (Endpoint endpoint : slice.endpoints()) {
          if (endpoint.addresses().contains(address)) {
            names.add(
                ZoneEndpoints.host(endpoint, address) + "." + service + "." + slice.namespace());
          }
        }
      }
    }
    return names.stream()
        .distinct()
        .<Record>map(each ->
            new PTRRecord(
                question,
                DClass.IN,
                settings.ttlSeconds(),
                ClusterZone.name(each + ".svc." + settings.domain() + ".")))
        .toList();
  }
}
