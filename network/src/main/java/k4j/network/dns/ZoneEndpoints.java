package k4j.network.dns;

import java.util.ArrayList;
import java.util.List;
import k4j.api.discovery.v1.Endpoint;
import k4j.api.discovery.v1.EndpointPort;
import k4j.api.discovery.v1.EndpointSlice;

/// The endpoints of a headless service as names show them. An endpoint that is not ready is not
/// there, unless the service publishes those too (then its slices say ready).
final class ZoneEndpoints {

  static final ZoneEndpoints NONE = new ZoneEndpoints(List.of());

  private final List<Port> all;

  /// One port of one endpoint.
  ///
  /// @param host the endpoint's host name, or its address with dashes
  /// @param number 0 where the service has no ports
  record Port(String host, String address, String name, String protocol, int number) {}

  private ZoneEndpoints(List<Port> all) {
    this.all = List.copyOf(all);
  }

  static ZoneEndpoints of(List<EndpointSlice> slices) {
    var all = new ArrayList<Port>();
    for (EndpointSlice slice : slices) {
      if (!slice.addressType().equals("IPv4")) {
        continue;
      }
      for (Endpoint endpoint : slice.endpoints()) {
        boolean ready = !endpoint.conditions().hasReady() || endpoint.conditions().ready();
        if (ready) {
          endpoint.addresses().forEach(address -> add(all, slice, endpoint, address));
        }
      }
    }
    return new ZoneEndpoints(all);
  }

  private static void add(List<Port> all, EndpointSlice slice, Endpoint endpoint, String address) {
    String host = host(endpoint, address);
    if (slice.ports().isEmpty()) {
      all.add(new Port(host, address, "", "", 0));
    }
    for (EndpointPort port : slice.ports()) {
      all.add(new Port(host, address, port.name(), port.protocol(), port.port()));
    }
  }

  static String host(Endpoint endpoint, String address) {
    return endpoint.hostname().isEmpty() ? address.replace('.', '-') : endpoint.hostname();
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  List<String> addresses() {
    return all.stream().map(Port::address).distinct().toList();
  }

  List<String> addressesOf(String host) {
    return all.stream()
        .filter(each -> each.host().equalsIgnoreCase(host))
        .map(Port::address)
        .distinct()
        .toList();
  }

  /// @param name empty for any
  /// @param protocol empty for any
  List<Port> ports(String name, String protocol) {
    return all.stream()
        .filter(each -> each.number() > 0)
        .filter(each -> name.isEmpty() || each.name().equalsIgnoreCase(name))
        .filter(each -> protocol.isEmpty() || each.protocol().equalsIgnoreCase(protocol))
        .toList();
  }
}
