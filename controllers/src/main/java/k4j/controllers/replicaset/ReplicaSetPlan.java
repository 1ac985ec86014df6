package k4j.controllers.replicaset;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.core.v1.Pod;
import k4j.controllers.pods.PodRanking;
import k4j.controllers.pods.PodState;

/// Decides which pods a ReplicaSet creates or gives up.
final class ReplicaSetPlan {

  /// At most so many pods are created or deleted at a time.
  static final int BURST = 500;

  private ReplicaSetPlan() {}

  /// @param active the pods it controls that count
  /// @param kindred the active pods of all ReplicaSets with the same controller
  static ReplicaSetAction decide(
      ReplicaSet set, List<Pod> active, Collection<Pod> kindred, Instant now) {
    int missing = set.spec().replicas() - active.size();
    if (set.isDeleting() || missing == 0) {
      return new ReplicaSetAction.Nothing();
    }
    return missing > 0
        ? new ReplicaSetAction.Create(Math.min(missing, BURST))
        : new ReplicaSetAction.Delete(surplus(active, kindred, Math.min(-missing, BURST), now));
  }

  private static List<Pod> surplus(
      List<Pod> active, Collection<Pod> kindred, int count, Instant now) {
    if (count >= active.size()) {
      return active;
    }
    Map<String, Integer> onNode = new HashMap<>();
    for (Pod pod : kindred) {
      if (PodState.isActive(pod)) {
        onNode.merge(pod.spec().nodeName(), 1, Integer::sum);
      }
    }
    return active.stream()
        .sorted(PodRanking.deletionOrder(pod -> onNode.getOrDefault(pod.spec().nodeName(), 0), now))
        .limit(count)
        .toList();
  }
}
