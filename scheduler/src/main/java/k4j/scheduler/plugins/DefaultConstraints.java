package k4j.scheduler.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.ReplicationController;
import k4j.api.core.v1.Service;
import k4j.api.core.v1.TopologySpreadConstraint;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;

/// The topology spread constraints of pods that have none: by the services that select them and the
/// controller that made them. (podtopologyspread/common.go, helper/spread.go.)
final class DefaultConstraints {

  private static final List<JsonObject> SYSTEM =
      List.of(soft("kubernetes.io/hostname", 3), soft("topology.kubernetes.io/zone", 5));

  private final List<JsonObject> constraints;
  private final boolean isSystem;
  private final Informer<Service> services;
  private final Informer<ReplicaSet> replicaSets;
  private final Informer<StatefulSet> statefulSets;
  private final Informer<ReplicationController> replicationControllers;

  /// @param args `PodTopologySpreadArgs`
  DefaultConstraints(JsonObject args, Informers informers) {
    isSystem = !args.string("defaultingType").equals("List");
    constraints = isSystem ? SYSTEM : args.array("defaultConstraints").objects();
    services = informers.of(Kinds.SERVICES);
    replicaSets = informers.of(Kinds.REPLICA_SETS);
    statefulSets = informers.of(Kinds.STATEFUL_SETS);
    replicationControllers = informers.of(Kinds.REPLICATION_CONTROLLERS);
  }

  private static JsonObject soft(String key, int skew) {
    return JsonObject.builder()
        .put("topologyKey", key)
        .put("whenUnsatisfiable", "ScheduleAnyway")
        .put("maxSkew", skew)
        .build();
  }

  /// Whether nodes without a label count as well: nobody asked for it.
  boolean isSystem() {
    return isSystem;
  }

  List<SpreadConstraint> of(Pod pod, String whenUnsatisfiable) {
    List<JsonObject> wanted =
        constraints.stream()
            .filter(c -> c.string("whenUnsatisfiable").equals(whenUnsatisfiable))
            .toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    JsonObject selector = selector(pod);
    return selector.isEmpty()
        ? List.of()
        : wanted.stream()
            .map(c ->
                SpreadConstraint.of(
                    new TopologySpreadConstraint(c.with("labelSelector", selector))))
            .toList();
  }

  /// What selects the pod and its like; empty where nothing does.
  private JsonObject selector(Pod pod) {
    var labels = JsonObject.builder();
    boolean any = false;
    JsonObject own = pod.json().object("metadata").object("labels");
    for (Service service : services.byNamespace().get(pod.namespace())) {
      JsonObject selected = service.spec().json().object("selector");
      if (!selected.isEmpty() && contains(own, selected)) {
        selected.forEach(labels::put);
        any = true;
      }
    }
    Optional<JsonObject> owner = owner(pod);
    var expressions = new ArrayList<Json>();
    if (owner.isPresent()) {
      owner.get().object("matchLabels").forEach(labels::put);
      expressions.addAll(owner.get().array("matchExpressions").objects());
      any = true;
    }
    return any
        ? JsonObject.builder()
            .put("matchLabels", labels.build())
            .put("matchExpressions", JsonArray.of(expressions))
            .build()
        : JsonObject.EMPTY;
  }

  private static boolean contains(JsonObject labels, JsonObject some) {
    return some.names().stream()
        .allMatch(name -> labels.has(name) && labels.string(name).equals(some.string(name)));
  }

  private Optional<JsonObject> owner(Pod pod) {
    for (JsonObject ref : pod.json().object("metadata").array("ownerReferences").objects()) {
      if (ref.bool("controller")) {
        String name = ref.string("name");
        String namespace = pod.namespace();
        return switch (ref.string("kind")) {
          case "ReplicaSet" ->
              replicaSets.get(namespace, name).map(o -> o.spec().json().object("selector"));
          case "StatefulSet" ->
              statefulSets.get(namespace, name).map(o -> o.spec().json().object("selector"));
          case "ReplicationController" ->
              replicationControllers
                  .get(namespace, name)
                  .map(o ->
                      JsonObject.EMPTY.with("matchLabels", o.spec().json().object("selector")));
          default -> Optional.empty();
        };
      }
    }
    return Optional.empty();
  }
}
