package k4j.apiserver.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.bootstrap.DefaultObject.Upkeep;

/// All objects that a cluster has from its first start.
public final class DefaultObjects {

  static final List<String> NAMESPACES =
      List.of("default", "kube-system", "kube-public", "kube-node-lease");

  private static final ResourceName SERVICE_CIDRS =
      new ResourceName("networking.k8s.io", "v1", "servicecidrs");

  private DefaultObjects() {}

  /// What all others live in.
  static List<DefaultObject> namespaces() {
    return NAMESPACES.stream()
        .map(name ->
            new DefaultObject(
                Resources.NAMESPACES, object("v1", "Namespace", "", name), Upkeep.NONE))
        .toList();
  }

  /// Without these nothing in the cluster works.
  static List<DefaultObject> essential(ClusterFacts facts) {
    var out = new ArrayList<DefaultObject>();
    for (JsonObject role : DefaultRoles.all()) {
      out.add(
          switch (role.string("kind")) {
            case "ClusterRole" -> new DefaultObject(Resources.CLUSTER_ROLES, role, Upkeep.ROLE);
            case "Role" -> new DefaultObject(Resources.ROLES, role, Upkeep.ROLE);
            case "ClusterRoleBinding" ->
                new DefaultObject(Resources.CLUSTER_ROLE_BINDINGS, role, Upkeep.BINDING);
            default -> new DefaultObject(Resources.ROLE_BINDINGS, role, Upkeep.BINDING);
          });
    }
    out.add(
        priorityClass(
            "system-node-critical",
            2000001000,
            "Used for system critical pods that must not be moved from their current node."));
    out.add(
        priorityClass(
            "system-cluster-critical",
            2000000000,
            "Used for system critical pods that must run in the cluster, but can be moved to"
                + " another node if necessary."));
    out.add(serviceRange(facts));
    out.add(service(facts));
    out.add(endpoints(facts));
    out.add(endpointSlice(facts));
    out.add(clientAuthorities(facts));
    return out;
  }

  /// What may come a little later.
  static List<DefaultObject> remaining(ClusterFacts facts) {
    var out = new ArrayList<DefaultObject>(FlowControlObjects.all());
    out.add(clusterInfo(facts));
    return out;
  }

  private static JsonObject object(String apiVersion, String kind, String namespace, String name) {
    JsonObject metadata = JsonObject.EMPTY.with("name", name);
    return JsonObject.builder()
        .put("apiVersion", apiVersion)
        .put("kind", kind)
        .put("metadata", namespace.isEmpty() ? metadata : metadata.with("namespace", namespace))
        .build();
  }

  private static JsonObject labeled(JsonObject object, String label, String value) {
    return object.withAt(Json.of(value), "metadata", "labels", label);
  }

  private static DefaultObject priorityClass(String name, long value, String description) {
    JsonObject object =
        object("scheduling.k8s.io/v1", "PriorityClass", "", name)
            .with("value", value)
            .with("description", description);
    return new DefaultObject(Resources.PRIORITY_CLASSES, object, Upkeep.WHOLE);
  }

  private static DefaultObject serviceRange(ClusterFacts facts) {
    JsonObject object =
        object("networking.k8s.io/v1", "ServiceCIDR", "", "kubernetes")
            .with(
                "spec",
                JsonObject.EMPTY.with("cidrs", JsonArray.of(Json.of(facts.serviceRange()))));
    return new DefaultObject(SERVICE_CIDRS, object, Upkeep.NONE);
  }

  private static JsonObject port(long number) {
    return JsonObject.builder()
        .put("name", "https")
        .put("port", number)
        .put("protocol", "TCP")
        .build();
  }

  private static DefaultObject service(ClusterFacts facts) {
    JsonObject spec =
        JsonObject.builder()
            .put("clusterIP", facts.serviceAddress())
            .put("ipFamilyPolicy", "SingleStack")
            .put("ports", JsonArray.of(port(443).with("targetPort", facts.port())))
            .put("sessionAffinity", "None")
            .put("type", "ClusterIP")
            .build();
    JsonObject object = object("v1", "Service", "default", "kubernetes").with("spec", spec);
    object = labeled(labeled(object, "component", "apiserver"), "provider", "kubernetes");
    return new DefaultObject(Resources.SERVICES, object, Upkeep.NONE);
  }

  private static DefaultObject endpoints(ClusterFacts facts) {
    JsonObject subset =
        JsonObject.builder()
            .put("addresses", JsonArray.of(JsonObject.EMPTY.with("ip", facts.address())))
            .put("ports", JsonArray.of(port(facts.port())))
            .build();
    JsonObject object =
        labeled(
                object("v1", "Endpoints", "default", "kubernetes"),
                "endpointslice.kubernetes.io/skip-mirror",
                "true")
            .with("subsets", JsonArray.of(subset));
    return new DefaultObject(Resources.ENDPOINTS, object, Upkeep.WHOLE);
  }

  private static DefaultObject endpointSlice(ClusterFacts facts) {
    JsonObject endpoint =
        JsonObject.builder()
            .put("addresses", JsonArray.of(Json.of(facts.address())))
            .put("conditions", JsonObject.EMPTY.with("ready", true))
            .build();
    JsonObject object =
        labeled(
                object("discovery.k8s.io/v1", "EndpointSlice", "default", "kubernetes"),
                "kubernetes.io/service-name",
                "kubernetes")
            .with("addressType", facts.address().contains(":") ? "IPv6" : "IPv4")
            .with("endpoints", JsonArray.of(endpoint))
            .with("ports", JsonArray.of(port(facts.port())));
    return new DefaultObject(Resources.ENDPOINT_SLICES, object, Upkeep.WHOLE);
  }

  /// Tells extension API servers whose clients to believe.
  private static DefaultObject clientAuthorities(ClusterFacts facts) {
    JsonObject data =
        JsonObject.builder()
            .put("client-ca-file", facts.authority())
            .put("requestheader-allowed-names", "[\"front-proxy-client\"]")
            .put("requestheader-client-ca-file", facts.frontProxyAuthority())
            .put("requestheader-extra-headers-prefix", "[\"X-Remote-Extra-\"]")
            .put("requestheader-group-headers", "[\"X-Remote-Group\"]")
            .put("requestheader-username-headers", "[\"X-Remote-User\"]")
            .build();
    JsonObject object =
        object("v1", "ConfigMap", "kube-system", "extension-apiserver-authentication")
            .with("data", data);
    return new DefaultObject(Resources.CONFIG_MAPS, object, Upkeep.WHOLE);
  }

  /// Tells strangers where the server is and whom it trusts.
  private static DefaultObject clusterInfo(ClusterFacts facts) {
    String authority = Base64.getEncoder().encodeToString(facts.authority().getBytes(UTF_8));
    String kubeconfig =
        """
        apiVersion: v1
        clusters:
        - cluster:
            certificate-authority-data: $AUTHORITY
            server: $SERVER
          name: ""
        contexts: null
        current-context: ""
        kind: Config
        preferences: {}
        users: null
        """
            .replace("$AUTHORITY", authority)
            .replace("$SERVER", facts.server());
    JsonObject object =
        object("v1", "ConfigMap", "kube-public", "cluster-info")
            .with("data", JsonObject.EMPTY.with("kubeconfig", kubeconfig));
    return new DefaultObject(Resources.CONFIG_MAPS, object, Upkeep.NONE);
  }
}
