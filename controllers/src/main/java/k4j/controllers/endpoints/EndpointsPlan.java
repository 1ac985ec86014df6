package k4j.controllers.endpoints;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Service;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.controllers.pods.PodState;
import k4j.controllers.services.ServicePods;
import k4j.controllers.services.ServicePorts;
import k4j.controllers.services.ServicePorts.TargetPort;

/// Decides the subsets of a service's Endpoints: ports that the same addresses have stand together.
final class EndpointsPlan {

  static final int MOST_ADDRESSES = 1000;

  /// @param truncated whether there are more addresses than an Endpoints object may hold
  record Subsets(JsonArray json, boolean truncated) {}

  private record Address(String ip, boolean ready, JsonObject json) {}

  private EndpointsPlan() {}

  static Subsets decide(Service service, List<Pod> pods) {
    Map<TargetPort, Map<String, Address>> byPort = new LinkedHashMap<>();
    int addresses = 0;
    boolean truncated = false;
    for (Pod pod : sorted(pods)) {
      List<String> ips = addresses(pod, service);
      if (!counts(pod, service) || ips.isEmpty()) {
        continue;
      }
      if (++addresses > MOST_ADDRESSES) {
        truncated = true;
        break;
      }
      Address address = address(pod, ips.getFirst(), service);
      List<TargetPort> ports = ServicePorts.of(service, pod);
      for (TargetPort port : ports) {
        byPort.computeIfAbsent(port, _ -> new TreeMap<>()).put(address.ip(), address);
      }
      if (ports.isEmpty() && service.spec().ports().isEmpty()) {
        byPort
            .computeIfAbsent(new TargetPort("", "", 0, ""), _ -> new TreeMap<>())
            .put(address.ip(), address);
      }
    }
    return new Subsets(subsets(byPort), truncated);
  }

  /// Ready pods first, so that these are kept where there are too many.
  private static List<Pod> sorted(List<Pod> pods) {
    return pods.stream()
        .sorted(Comparator.comparing(PodState::isReady).reversed().thenComparing(Pod::name))
        .toList();
  }

  private static List<String> addresses(Pod pod, Service service) {
    boolean ipv6 =
        service.spec().ipFamilies().isEmpty()
            ? service.spec().clusterIP().indexOf(':') >= 0
            : service.spec().ipFamilies().getFirst().equals("IPv6");
    return ServicePods.addresses(pod).stream()
        .filter(ip -> (ip.indexOf(':') >= 0) == ipv6)
        .toList();
  }

  private static boolean counts(Pod pod, Service service) {
    return !PodState.isTerminal(pod)
        && (!pod.isDeleting() || service.spec().publishNotReadyAddresses());
  }

  private static Address address(Pod pod, String ip, Service service) {
    var out =
        JsonObject.builder()
            .put("ip", ip)
            .put(
                "targetRef",
                JsonObject.builder()
                    .put("kind", "Pod")
                    .put("namespace", pod.namespace())
                    .put("name", pod.name())
                    .put("uid", pod.uid())
                    .build());
    if (!pod.spec().nodeName().isEmpty()) {
      out.put("nodeName", pod.spec().nodeName());
    }
    if (ServicePods.isNamed(pod, service)) {
      out.put("hostname", pod.spec().hostname());
    }
    boolean ready = service.spec().publishNotReadyAddresses() || PodState.isReady(pod);
    return new Address(ip, ready, out.build());
  }

  private static JsonArray subsets(Map<TargetPort, Map<String, Address>> byPort) {
    Map<List<Address>, List<TargetPort>> byAddresses = new LinkedHashMap<>();
    byPort.forEach((port, addresses) ->
        byAddresses
            .computeIfAbsent(List.copyOf(addresses.values()), _ -> new ArrayList<>())
            .add(port));
    var subsets = new ArrayList<JsonObject>();
    byAddresses.forEach((addresses, ports) -> subsets.add(subset(addresses, ports)));
    return JsonArray.of(subsets);
  }

  private static JsonObject subset(List<Address> addresses, List<TargetPort> ports) {
    var out = JsonObject.builder();
    List<JsonObject> ready = addresses.stream().filter(Address::ready).map(Address::json).toList();
    List<JsonObject> waiting =
        addresses.stream().filter(a -> !a.ready()).map(Address::json).toList();
    if (!ready.isEmpty()) {
      out.put("addresses", JsonArray.of(ready));
    }
    if (!waiting.isEmpty()) {
      out.put("notReadyAddresses", JsonArray.of(waiting));
    }
    List<JsonObject> listed =
        ports.stream().filter(port -> port.port() > 0).map(EndpointsPlan::port).toList();
    return listed.isEmpty() ? out.build() : out.put("ports", JsonArray.of(listed)).build();
  }

  private static JsonObject port(TargetPort port) {
    var out = JsonObject.builder().put("port", port.port()).put("protocol", port.protocol());
    if (!port.name().isEmpty()) {
      out.put("name", port.name());
    }
    if (!port.appProtocol().isEmpty()) {
      out.put("appProtocol", port.appProtocol());
    }
    return out.build();
  }
}
