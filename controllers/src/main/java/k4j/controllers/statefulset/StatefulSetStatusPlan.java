package k4j.controllers.statefulset;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.apps.v1.StatefulSetStatus;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;
import k4j.controllers.pods.PodState;

/// Decides what a StatefulSet's status says.
final class StatefulSetStatusPlan {

  private StatefulSetStatusPlan() {}

  static StatefulSetStatus decide(StatefulSetState seen, Collection<Pod> pods) {
    int replicas = 0;
    int ready = 0;
    int available = 0;
    int current = 0;
    int updated = 0;
    for (Pod pod : pods) {
      if (StatefulSetState.isRunningAndReady(pod)) {
        ready++;
        available += seen.isAvailable(pod) ? 1 : 0;
      }
      if (StatefulSetState.isCreated(pod)) {
        replicas++;
        String revision = pod.isDeleting() ? "" : StatefulPods.revision(pod);
        current += revision.equals(seen.current().name()) ? 1 : 0;
        updated += revision.equals(seen.update().name()) ? 1 : 0;
      }
    }
    return StatefulSetStatus.EMPTY
        .withObservedGeneration(seen.set().metadata().generation())
        .withCurrentRevision(seen.current().name())
        .withUpdateRevision(seen.update().name())
        .withCollisionCount(seen.collisions())
        .withReplicas(replicas)
        .withReadyReplicas(ready)
        .withAvailableReplicas(available)
        .withCurrentReplicas(current)
        .withUpdatedReplicas(updated);
  }

  /// When all pods have the new revision it becomes the current one.
  static StatefulSetStatus completed(StatefulSet set, StatefulSetStatus status) {
    int wanted = set.spec().replicas();
    boolean complete =
        set.spec().updateStrategy().type().equals("RollingUpdate")
            && status.updatedReplicas() == wanted
            && status.readyReplicas() == wanted
            && status.replicas() == wanted;
    return complete
        ? status
            .withCurrentReplicas(status.updatedReplicas())
            .withCurrentRevision(status.updateRevision())
        : status;
  }

  /// Whether the status written last tells something else. How often names collided alone is not
  /// worth a write.
  static boolean differs(StatefulSetStatus written, StatefulSetStatus status) {
    return status.observedGeneration() > written.observedGeneration()
        || status.replicas() != written.replicas()
        || status.readyReplicas() != written.readyReplicas()
        || status.availableReplicas() != written.availableReplicas()
        || status.currentReplicas() != written.currentReplicas()
        || status.updatedReplicas() != written.updatedReplicas()
        || !status.currentRevision().equals(written.currentRevision())
        || !status.updateRevision().equals(written.updateRevision());
  }

  /// When to look again because a ready pod becomes available merely by waiting.
  static Optional<Duration> lookAgain(
      StatefulSet set, StatefulSetStatus status, Collection<Pod> pods, Instant now) {
    Duration minReady = Duration.ofSeconds(set.spec().minReadySeconds());
    if (minReady.isZero() || status.readyReplicas() == status.availableReplicas()) {
      return Optional.empty();
    }
    return pods.stream()
        .filter(PodState::isReady)
        .flatMap(pod ->
            PodState.condition(pod, "Ready").flatMap(PodCondition::lastTransitionTime).stream())
        .map(since -> Duration.between(now, since.plus(minReady)))
        .filter(Duration::isPositive)
        .min(Duration::compareTo)
        .or(() -> Optional.of(minReady));
  }
}
