package k4j.controllers.deployment;

import java.util.List;
import k4j.api.apps.v1.ReplicaSet;

/// Gives up pods of old ReplicaSets while enough pods stay available. (controller:
/// deployment/rolling.go.)
final class OldSets {

  private OldSets() {}

  static Rollout shrink(Rollout rollout) {
    ReplicaSet newSet = rollout.newSet().orElseThrow();
    int minAvailable = rollout.wanted() - rollout.maxUnavailable();
    int newUnavailable = newSet.spec().replicas() - newSet.status().availableReplicas();
    int spare = rollout.requested() - minAvailable - newUnavailable;
    if (spare <= 0 || rollout.activeOld().isEmpty()) {
      return rollout;
    }
    return shrinkAvailable(dropUnhealthy(rollout, spare), minAvailable);
  }

  /// Pods that are not available go first: nobody misses them.
  private static Rollout dropUnhealthy(Rollout rollout, int spare) {
    Rollout shrunk = rollout;
    int left = spare;
    for (ReplicaSet set : rollout.activeOld()) {
      int unhealthy = set.spec().replicas() - set.status().availableReplicas();
      int drop = Math.min(left, Math.max(0, unhealthy));
      if (drop > 0) {
        shrunk = Scaling.resize(shrunk, set, set.spec().replicas() - drop);
        left -= drop;
      }
    }
    return shrunk;
  }

  private static Rollout shrinkAvailable(Rollout rollout, int minAvailable) {
    Rollout shrunk = rollout;
    List<ReplicaSet> all = rollout.all();
    int left = Rollout.sum(all, set -> set.status().availableReplicas()) - minAvailable;
    for (ReplicaSet set : rollout.activeOld()) {
      int drop = Math.min(left, set.spec().replicas());
      if (drop > 0) {
        shrunk = Scaling.resize(shrunk, set, set.spec().replicas() - drop);
        left -= drop;
      }
    }
    return shrunk;
  }
}
