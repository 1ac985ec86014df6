package k4j.apiserver.bootstrap;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.apiserver.authorization.Resources;

/// The priority levels and flow schemas of Kubernetes 1.36, by which requests share the server.
final class FlowControlObjects {

  private static final String API_VERSION = "flowcontrol.apiserver.k8s.io/v1";
  private static final List<String> EVERYBODY =
      List.of("system:unauthenticated", "system:authenticated");

  private static final String BY_USER = "ByUser";
  private static final String BY_NAMESPACE = "ByNamespace";

  private FlowControlObjects() {}

  static List<DefaultObject> all() {
    var out = new ArrayList<DefaultObject>();
    for (JsonObject level :
        List.of(
            level("exempt", exempt()),
            level("catch-all", limited(5, 0, reject())),
            level("system", limited(30, 33, queue(64, 6))),
            level("node-high", limited(40, 25, queue(64, 6))),
            level("leader-election", limited(10, 0, queue(16, 4))),
            level("workload-high", limited(40, 50, queue(128, 6))),
            level("workload-low", limited(100, 90, queue(128, 6))),
            level("global-default", limited(20, 50, queue(128, 6))))) {
      out.add(new DefaultObject(Resources.PRIORITY_LEVELS, level, DefaultObject.Upkeep.SPEC));
    }
    for (JsonObject schema : schemas()) {
      out.add(new DefaultObject(Resources.FLOW_SCHEMAS, schema, DefaultObject.Upkeep.SPEC));
    }
    return out;
  }

  private static List<JsonObject> schemas() {
    JsonObject everything = resources(List.of("*"), "*", List.of("*"), true);
    JsonObject leases =
        resources(
            List.of("get", "create", "update"), "coordination.k8s.io", List.of("leases"), false);
    JsonObject nodes = resources(List.of("*"), "", List.of("nodes", "nodes/status"), true);
    JsonObject allLeases = resources(List.of("*"), "coordination.k8s.io", List.of("leases"), false);
    JsonObject everywhere = paths(List.of("*"), List.of("*"));
    List<JsonObject> all = List.of(everything);
    List<JsonObject> masters = groups(List.of("system:masters"));
    List<JsonObject> kubelets = groups(List.of("system:nodes"));
    List<JsonObject> accounts = groups(List.of("system:serviceaccounts"));
    List<JsonObject> leaders =
        List.of(
            user("system:kube-controller-manager"),
            user("system:kube-scheduler"),
            systemAccounts());
    JsonObject nowhere = JsonObject.EMPTY;
    return List.of(
        new Flow("exempt", "exempt", 1, "").object(masters, all, everywhere),
        new Flow("catch-all", "catch-all", 10000, BY_USER)
            .object(groups(EVERYBODY), all, everywhere),
        new Flow("probes", "exempt", 2, "").object(groups(EVERYBODY), List.of(), probes()),
        new Flow("system-leader-election", "leader-election", 100, BY_USER)
            .object(leaders, List.of(leases), nowhere),
        new Flow("system-node-high", "node-high", 400, BY_USER)
            .object(kubelets, List.of(nodes, allLeases), nowhere),
        new Flow("system-nodes", "system", 500, BY_USER).object(kubelets, all, everywhere),
        new Flow("kube-controller-manager", "workload-high", 800, BY_NAMESPACE)
            .object(leaders.subList(0, 1), all, everywhere),
        new Flow("kube-scheduler", "workload-high", 800, BY_NAMESPACE)
            .object(leaders.subList(1, 2), all, everywhere),
        new Flow("kube-system-service-accounts", "workload-high", 900, BY_NAMESPACE)
            .object(leaders.subList(2, 3), all, everywhere),
        new Flow("service-accounts", "workload-low", 9000, BY_USER)
            .object(accounts, all, everywhere),
        new Flow("global-default", "global-default", 9900, BY_USER)
            .object(groups(EVERYBODY), all, everywhere));
  }

  private static JsonObject probes() {
    return paths(List.of("get"), List.of("/healthz", "/readyz", "/livez"));
  }

  static JsonObject object(String kind, String name, JsonObject spec) {
    return JsonObject.builder()
        .put("apiVersion", API_VERSION)
        .put("kind", kind)
        .put(
            "metadata",
            JsonObject.EMPTY
                .with("name", name)
                .with("annotations", JsonObject.EMPTY.with(Reconciliation.SPEC_UPDATE, "true")))
        .put("spec", spec)
        .build();
  }

  private static JsonObject level(String name, JsonObject spec) {
    return object("PriorityLevelConfiguration", name, spec);
  }

  private static JsonObject exempt() {
    return JsonObject.EMPTY
        .with("type", "Exempt")
        .with(
            "exempt",
            JsonObject.EMPTY.with("nominalConcurrencyShares", 0).with("lendablePercent", 0));
  }

  private static JsonObject limited(int shares, int lendablePercent, JsonObject response) {
    return JsonObject.EMPTY
        .with("type", "Limited")
        .with(
            "limited",
            JsonObject.EMPTY
                .with("nominalConcurrencyShares", shares)
                .with("lendablePercent", lendablePercent)
                .with("limitResponse", response));
  }

  private static JsonObject reject() {
    return JsonObject.EMPTY.with("type", "Reject");
  }

  private static JsonObject queue(int queues, int handSize) {
    return JsonObject.EMPTY
        .with("type", "Queue")
        .with(
            "queuing",
            JsonObject.EMPTY
                .with("queues", queues)
                .with("handSize", handSize)
                .with("queueLengthLimit", 50));
  }

  /// The head of a flow schema.
  ///
  /// @param distinguisher what tells the flows of one schema apart; empty for nothing
  private record Flow(String name, String level, int precedence, String distinguisher) {

    JsonObject object(List<JsonObject> subjects, List<JsonObject> resources, JsonObject paths) {
      JsonObjectBuilder rule = JsonObject.builder().put("subjects", JsonArray.of(subjects));
      if (!resources.isEmpty()) {
        rule.put("resourceRules", JsonArray.of(resources));
      }
      if (!paths.isEmpty()) {
        rule.put("nonResourceRules", JsonArray.of(paths));
      }
      JsonObjectBuilder spec =
          JsonObject.builder()
              .put("priorityLevelConfiguration", JsonObject.EMPTY.with("name", level))
              .put("matchingPrecedence", precedence)
              .put("rules", JsonArray.of(rule.build()));
      if (!distinguisher.isEmpty()) {
        spec.put("distinguisherMethod", JsonObject.EMPTY.with("type", distinguisher));
      }
      return FlowControlObjects.object("FlowSchema", name, spec.build());
    }
  }

  private static List<JsonObject> groups(List<String> names) {
    return names.stream().map(name -> subject("Group", "group", Json.of(name))).toList();
  }

  private static JsonObject user(String name) {
    return subject("User", "user", Json.of(name));
  }

  private static JsonObject subject(String kind, String field, Json name) {
    return JsonObject.EMPTY.with("kind", kind).with(field, JsonObject.EMPTY.with("name", name));
  }

  private static JsonObject systemAccounts() {
    return JsonObject.EMPTY
        .with("kind", "ServiceAccount")
        .with(
            "serviceAccount", JsonObject.EMPTY.with("name", "*").with("namespace", "kube-system"));
  }

  private static JsonObject resources(
      List<String> verbs, String group, List<String> resources, boolean clusterScope) {
    JsonObject rule =
        JsonObject.EMPTY
            .with("verbs", JsonArray.ofStrings(verbs))
            .with("apiGroups", JsonArray.of(Json.of(group)))
            .with("resources", JsonArray.ofStrings(resources))
            .with("namespaces", JsonArray.of(Json.of("*")));
    return clusterScope ? rule.with("clusterScope", true) : rule;
  }

  private static JsonObject paths(List<String> verbs, List<String> urls) {
    return JsonObject.EMPTY
        .with("verbs", JsonArray.ofStrings(verbs))
        .with("nonResourceURLs", JsonArray.ofStrings(urls));
  }
}
