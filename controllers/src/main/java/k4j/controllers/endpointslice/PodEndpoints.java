package k4j.controllers.endpointslice;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointPort;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.controllers.pods.PodState;
import k4j.controllers.services.ServicePods;
import k4j.controllers.services.ServicePorts;
import k4j.controllers.services.ServicePorts.TargetPort;

/// The endpoints that a service's pods make: for each set of ports, those that have them.
final class PodEndpoints {

  private PodEndpoints() {}

  static Map<List<TargetPort>, List<JsonObject>> of(ServiceState state, boolean ipv6) {
    Map<List<TargetPort>, List<JsonObject>> byPorts = new LinkedHashMap<>();
    Service service = state.service();
    for (Pod pod : state.pods()) {
      List<String> addresses =
          ServicePods.addresses(pod).stream().filter(ip -> (ip.indexOf(':') >= 0) == ipv6).toList();
      if (PodState.isTerminal(pod) || addresses.isEmpty() || !isPlaced(pod, state)) {
        continue;
      }
      List<TargetPort> ports = ServicePorts.of(service, pod);
      boolean portless = service.spec().ports().isEmpty() && ServicePorts.isHeadless(service);
      if (!ports.isEmpty() || portless) {
        byPorts
            .computeIfAbsent(ports, _ -> new ArrayList<>())
            .add(endpoint(pod, addresses.getFirst(), state));
      }
    }
    return byPorts;
  }

  /// A pod whose node is gone does not answer, unless the service asks for pods that may not.
  private static boolean isPlaced(Pod pod, ServiceState state) {
    return state.service().spec().publishNotReadyAddresses()
        || state.zones().containsKey(pod.spec().nodeName());
  }

  private static JsonObject endpoint(Pod pod, String address, ServiceState state) {
    boolean serving = PodState.isReady(pod);
    boolean terminating = pod.isDeleting();
    boolean ready = state.service().spec().publishNotReadyAddresses() || (serving && !terminating);
    var out =
        JsonObject.builder()
            .put("addresses", JsonArray.ofStrings(List.of(address)))
            .put(
                "conditions",
                JsonObject.builder()
                    .put("ready", ready)
                    .put("serving", serving)
                    .put("terminating", terminating)
                    .build())
            .put(
                "targetRef",
                JsonObject.builder()
                    .put("kind", "Pod")
                    .put("namespace", pod.namespace())
                    .put("name", pod.name())
                    .put("uid", pod.uid())
                    .build());
    String node = pod.spec().nodeName();
    if (!node.isEmpty()) {
      out.put("nodeName", node);
      String zone = state.zones().getOrDefault(node, "");
      if (!zone.isEmpty()) {
        out.put("zone", zone);
      }
    }
    if (ServicePods.isNamed(pod, state.service())) {
      out.put("hostname", pod.spec().hostname());
    }
    JsonObject endpoint = out.build();
    JsonObject hints = ready ? hints(endpoint, state.service()) : JsonObject.EMPTY;
    return hints.isEmpty() ? endpoint : endpoint.with("hints", hints);
  }

  /// For whom an endpoint is, where the service prefers what is close. (endpointslice:
  /// trafficdist.)
  private static JsonObject hints(JsonObject endpoint, Service service) {
    String wish = service.spec().trafficDistribution();
    boolean sameNode = wish.equals("PreferSameNode");
    boolean sameZone = sameNode || wish.equals("PreferClose") || wish.equals("PreferSameZone");
    JsonObject hints = JsonObject.EMPTY;
    if (sameZone && endpoint.has("zone")) {
      hints = hints.with("forZones", named(endpoint.string("zone")));
    }
    if (sameNode && endpoint.has("nodeName")) {
      hints = hints.with("forNodes", named(endpoint.string("nodeName")));
    }
    return hints;
  }

  private static JsonArray named(String name) {
    return JsonArray.of(JsonObject.EMPTY.with("name", name));
  }

  static List<EndpointPort> ports(List<TargetPort> targets) {
    var ports = new ArrayList<EndpointPort>();
    for (TargetPort target : targets) {
      EndpointPort port =
          EndpointPort.EMPTY
              .withName(target.name())
              .withProtocol(target.protocol())
              .withPort(target.port());
      ports.add(target.appProtocol().isEmpty() ? port : port.withAppProtocol(target.appProtocol()));
    }
    return ports;
  }
}
