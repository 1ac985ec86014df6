package k4j.api.defaulting;

import java.util.List;
import java.util.Map;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Network policies, ingress classes, endpoint slices, and roles' bindings.
final class NetworkingDefaults {

  private static final String RBAC = "rbac.authorization.k8s.io";

  static final Map<String, Rule> RULES =
      Map.of(
          "networking.NetworkPolicyPort", o -> Draft.of(o).fill("protocol", "TCP").done(),
          "networking.NetworkPolicySpec", NetworkingDefaults::policy,
          "networking.IngressClassParametersReference",
              o -> Draft.of(o).fill("scope", "Cluster").done(),
          "discovery.EndpointPort",
              o -> Draft.of(o).fill("name", "").fill("protocol", "TCP").done(),
          "rbac.RoleRef", o -> Draft.of(o).fillText("apiGroup", RBAC).done(),
          "rbac.Subject", NetworkingDefaults::subject);

  private NetworkingDefaults() {}

  private static JsonObject policy(JsonObject spec) {
    List<String> types =
        spec.array("egress").isEmpty() ? List.of("Ingress") : List.of("Ingress", "Egress");
    return spec.array("policyTypes").isEmpty()
        ? spec.with("policyTypes", JsonArray.ofStrings(types))
        : spec;
  }

  private static JsonObject subject(JsonObject subject) {
    String kind = subject.string("kind");
    boolean person = kind.equals("User") || kind.equals("Group");
    return Draft.of(subject).fillTextIf(person, "apiGroup", RBAC).done();
  }
}
