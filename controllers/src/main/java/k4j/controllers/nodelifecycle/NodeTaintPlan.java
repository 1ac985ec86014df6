package k4j.controllers.nodelifecycle;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.NodeCondition;
import k4j.api.core.v1.Taint;

/// Decides the taints that a node has because of its conditions.
final class NodeTaintPlan {

  private static final String PREFIX = "node.kubernetes.io/";
  static final String NOT_READY = PREFIX + "not-ready";
  static final String UNREACHABLE = PREFIX + "unreachable";
  private static final String UNSCHEDULABLE = PREFIX + "unschedulable";
  private static final String NO_SCHEDULE = "NoSchedule";
  private static final String NO_EXECUTE = "NoExecute";

  /// The taint of a condition by its status.
  private static final Map<String, Map<String, String>> BY_CONDITION =
      Map.of(
          "Ready", Map.of("False", NOT_READY, "Unknown", UNREACHABLE),
          "MemoryPressure", Map.of("True", PREFIX + "memory-pressure"),
          "DiskPressure", Map.of("True", PREFIX + "disk-pressure"),
          "NetworkUnavailable", Map.of("True", PREFIX + "network-unavailable"),
          "PIDPressure", Map.of("True", PREFIX + "pid-pressure"));

  private static final Set<String> OURS =
      Set.of(
          NOT_READY,
          UNREACHABLE,
          UNSCHEDULABLE,
          PREFIX + "memory-pressure",
          PREFIX + "disk-pressure",
          PREFIX + "network-unavailable",
          PREFIX + "pid-pressure");

  /// Whether pods may be made to leave a node that is not ready.
  enum Eviction {
    ALLOWED,
    /// Not yet; a taint that is there stays.
    LATER,
    /// Nobody leaves: no node is better.
    NEVER
  }

  private NodeTaintPlan() {}

  /// The node with the taints it should have; the same node where it has them.
  static Node decide(Node node, Eviction eviction, Instant now) {
    var taints = new ArrayList<Taint>();
    Set<String> schedule = wantedNoSchedule(node);
    Set<String> execute = wantedNoExecute(node, eviction);
    for (Taint taint : node.spec().taints()) {
      boolean keep =
          switch (taint.effect()) {
            case NO_SCHEDULE -> !OURS.contains(taint.key()) || schedule.remove(taint.key());
            case NO_EXECUTE -> !isReadiness(taint) || execute.remove(taint.key());
            default -> true;
          };
      if (keep) {
        taints.add(taint);
      }
    }
    schedule.forEach(key -> taints.add(taint(key, NO_SCHEDULE, now)));
    execute.forEach(key -> taints.add(taint(key, NO_EXECUTE, now)));
    if (List.copyOf(taints).equals(List.copyOf(node.spec().taints()))) {
      return node;
    }
    return node.withSpec(
        taints.isEmpty() ? node.spec().withoutTaints() : node.spec().withTaints(taints));
  }

  private static boolean isReadiness(Taint taint) {
    return taint.key().equals(NOT_READY) || taint.key().equals(UNREACHABLE);
  }

  private static Taint taint(String key, String effect, Instant now) {
    return Taint.EMPTY.withKey(key).withEffect(effect).withTimeAdded(now);
  }

  private static Set<String> wantedNoSchedule(Node node) {
    Set<String> keys = new TreeSet<>();
    for (NodeCondition condition : node.status().conditions()) {
      String key = BY_CONDITION.getOrDefault(condition.type(), Map.of()).get(condition.status());
      if (key != null) {
        keys.add(key);
      }
    }
    if (node.spec().unschedulable()) {
      keys.add(UNSCHEDULABLE);
    }
    return keys;
  }

  private static Set<String> wantedNoExecute(Node node, Eviction eviction) {
    Set<String> keys = new TreeSet<>();
    boolean tainted =
        node.spec().taints().stream()
            .anyMatch(taint -> taint.effect().equals(NO_EXECUTE) && isReadiness(taint));
    boolean evict = eviction == Eviction.ALLOWED || (eviction == Eviction.LATER && tainted);
    if (NodeHealth.condition(node, "Ready").isPresent() && evict) {
      switch (NodeHealth.ready(node)) {
        case "False" -> keys.add(NOT_READY);
        case "Unknown" -> keys.add(UNREACHABLE);
        default -> {}
      }
    }
    return keys;
  }

  /// Whether the decision would begin to drive pods away.
  static boolean beginsEviction(Node node) {
    return wantedNoExecute(node, Eviction.LATER).isEmpty()
        && !wantedNoExecute(node, Eviction.ALLOWED).isEmpty();
  }
}
