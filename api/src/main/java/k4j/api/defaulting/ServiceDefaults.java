package k4j.api.defaulting;

import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;

/// Services and their ports.
final class ServiceDefaults {

  static final Map<String, Rule> RULES =
      Map.of("core.Service", ServiceDefaults::service, "core.ServicePort", ServiceDefaults::port);

  private static final int CLIENT_IP_SECONDS = 10_800;

  private ServiceDefaults() {}

  private static JsonObject service(JsonObject service) {
    JsonObject spec =
        Draft.of(service.object("spec"))
            .fillText("sessionAffinity", "None")
            .fillText("type", "ClusterIP")
            .done();
    spec = affinity(spec);
    String type = spec.string("type");
    boolean balanced = type.equals("LoadBalancer");
    boolean outside = balanced || type.equals("NodePort");
    boolean inside = outside || type.equals("ClusterIP");
    boolean external = outside || (inside && !spec.array("externalIPs").isEmpty());
    Draft draft =
        Draft.of(spec)
            .fillTextIf(external, "externalTrafficPolicy", "Cluster")
            .fillIf(inside, "internalTrafficPolicy", "Cluster");
    if (balanced) {
      draft.fill("allocateLoadBalancerNodePorts", true);
    }
    JsonObject result = service.with("spec", draft.done());
    return balanced ? withIpModes(result) : result;
  }

  private static JsonObject affinity(JsonObject spec) {
    return switch (spec.string("sessionAffinity")) {
      case "None" -> spec.without("sessionAffinityConfig");
      case "ClientIP" -> {
        JsonObject config = spec.object("sessionAffinityConfig");
        JsonObject clientIp =
            Draft.of(config.object("clientIP")).fill("timeoutSeconds", CLIENT_IP_SECONDS).done();
        yield spec.with("sessionAffinityConfig", config.with("clientIP", clientIp));
      }
      default -> spec;
    };
  }

  private static JsonObject withIpModes(JsonObject service) {
    if (!(service.at("status", "loadBalancer", "ingress") instanceof JsonArray ingress)) {
      return service;
    }
    JsonArray filled =
        JsonArray.of(
            ingress.map(item ->
                item instanceof JsonObject entry && entry.has("ip")
                    ? Draft.of(entry).fill("ipMode", "VIP").done()
                    : item));
    return service.withAt(filled, "status", "loadBalancer", "ingress");
  }

  private static JsonObject port(JsonObject port) {
    JsonObject result = Draft.of(port).fillText("protocol", "TCP").done();
    Json target = port.get("targetPort");
    boolean unset = target == null || target.equals(Json.of(0)) || target.equals(Json.of(""));
    return unset && port.get("port") instanceof JsonInteger number
        ? result.with("targetPort", number)
        : result;
  }
}
