package k4j.controllers.replicaset;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.apps.v1.ReplicaSetCondition;
import k4j.api.apps.v1.ReplicaSetStatus;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;
import k4j.controllers.pods.PodState;

/// Decides what a ReplicaSet's status says.
final class ReplicaSetStatusPlan {

  /// Why pods could not be created or deleted.
  ///
  /// @param reason `FailedCreate` or `FailedDelete`
  record Failure(String reason, String message) {}

  private ReplicaSetStatusPlan() {}

  /// @param owned all pods that the ReplicaSet controls
  static ReplicaSetStatus decide(
      ReplicaSet set, List<Pod> owned, Optional<Failure> failure, Instant now) {
    JsonObject wanted = set.spec().template().json().object("metadata").object("labels");
    LabelSelector full = LabelSelector.ofMap(wanted);
    Duration minReady = Duration.ofSeconds(set.spec().minReadySeconds());
    int active = 0;
    int labeled = 0;
    int ready = 0;
    int available = 0;
    int terminating = 0;
    for (Pod pod : owned) {
      if (!PodState.isActive(pod)) {
        terminating += pod.isDeleting() && !PodState.isTerminal(pod) ? 1 : 0;
        continue;
      }
      active++;
      labeled += full.matches(pod.json().object("metadata").object("labels")) ? 1 : 0;
      if (PodState.isReady(pod)) {
        ready++;
        available += PodState.isAvailable(pod, minReady, now) ? 1 : 0;
      }
    }
    var status =
        ReplicaSetStatus.EMPTY
            .withReplicas(active)
            .withObservedGeneration(set.metadata().generation())
            .withTerminatingReplicas(terminating);
    status = labeled == 0 ? status : status.withFullyLabeledReplicas(labeled);
    status = ready == 0 ? status : status.withReadyReplicas(ready);
    status = available == 0 ? status : status.withAvailableReplicas(available);
    List<ReplicaSetCondition> conditions = conditions(set, failure, now);
    return conditions.isEmpty() ? status : status.withConditions(conditions);
  }

  private static List<ReplicaSetCondition> conditions(
      ReplicaSet set, Optional<Failure> failure, Instant now) {
    var conditions = new ArrayList<>(set.status().conditions());
    boolean known = conditions.stream().anyMatch(c -> c.type().equals("ReplicaFailure"));
    if (failure.isEmpty()) {
      conditions.removeIf(c -> c.type().equals("ReplicaFailure"));
    } else if (!known) {
      conditions.add(
          ReplicaSetCondition.EMPTY
              .withType("ReplicaFailure")
              .withStatus("True")
              .withReason(failure.get().reason())
              .withMessage(failure.get().message())
              .withLastTransitionTime(now));
    }
    return conditions;
  }

  /// When to look again because a ready pod becomes available merely by waiting.
  static Optional<Duration> lookAgain(ReplicaSet set, ReplicaSetStatus status) {
    boolean waiting =
        set.spec().minReadySeconds() > 0
            && status.readyReplicas() == set.spec().replicas()
            && status.availableReplicas() != set.spec().replicas();
    return waiting
        ? Optional.of(Duration.ofSeconds(set.spec().minReadySeconds()))
        : Optional.empty();
  }
}
