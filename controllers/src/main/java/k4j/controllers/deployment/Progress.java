package k4j.controllers.deployment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.DeploymentCondition;
import k4j.api.apps.v1.DeploymentStatus;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.apps.v1.ReplicaSetCondition;

/// Decides what a deployment's status says. (controller: deployment/progress.go, sync.go.)
final class Progress {

  private Progress() {}

  /// The counts and whether enough pods are available.
  static DeploymentStatus counted(Rollout rollout, Instant now) {
    Deployment deployment = rollout.deployment();
    List<ReplicaSet> all = rollout.all();
    int total = Rollout.sum(all, set -> set.status().replicas());
    int available = Rollout.sum(all, set -> set.status().availableReplicas());
    int ready = Rollout.sum(all, set -> set.status().readyReplicas());
    int updated = rollout.newSet().map(set -> set.status().replicas()).orElse(0);
    int unavailable = Math.max(0, total - available);
    int terminating = Rollout.sum(all, set -> set.status().terminatingReplicas());
    var status =
        DeploymentStatus.EMPTY
            .withObservedGeneration(deployment.metadata().generation())
            .withTerminatingReplicas(terminating);
    status = total == 0 ? status : status.withReplicas(total);
    status = updated == 0 ? status : status.withUpdatedReplicas(updated);
    status = ready == 0 ? status : status.withReadyReplicas(ready);
    status = available == 0 ? status : status.withAvailableReplicas(available);
    status = unavailable == 0 ? status : status.withUnavailableReplicas(unavailable);
    if (deployment.status().hasCollisionCount()) {
      status = status.withCollisionCount(deployment.status().collisionCount());
    }
    if (!deployment.status().conditions().isEmpty()) {
      status = status.withConditions(deployment.status().conditions());
    }
    boolean enough = available >= rollout.wanted() - rollout.maxUnavailable();
    return Conditions.set(
        status,
        enough
            ? Conditions.of(
                Conditions.AVAILABLE,
                "True",
                "MinimumReplicasAvailable",
                "Deployment has minimum availability.",
                now)
            : Conditions.of(
                Conditions.AVAILABLE,
                "False",
                "MinimumReplicasUnavailable",
                "Deployment does not have minimum availability.",
                now));
  }

  /// The whole status while a rollout runs: counts, progress and failures.
  static DeploymentStatus rolling(Rollout rollout, Instant now) {
    Deployment deployment = rollout.deployment();
    DeploymentStatus status = counted(rollout, now);
    if (!hasDeadline(deployment)) {
      status = Conditions.remove(status, Conditions.PROGRESSING);
    }
    boolean wasComplete =
        status.replicas() == status.updatedReplicas()
            && Conditions.progressReason(deployment).equals(Conditions.COMPLETE);
    if (hasDeadline(deployment) && !wasComplete) {
      status = progress(rollout, status, now);
    }
    return failures(rollout, status);
  }

  private static DeploymentStatus progress(Rollout rollout, DeploymentStatus status, Instant now) {
    Deployment deployment = rollout.deployment();
    String subject =
        rollout
            .newSet()
            .map(set -> "ReplicaSet \"" + set.name() + "\"")
            .orElse("Deployment \"" + deployment.name() + "\"");
    if (isComplete(rollout, status)) {
      String message = subject + " has successfully progressed.";
      return Conditions.set(
          status, Conditions.of(Conditions.PROGRESSING, "True", Conditions.COMPLETE, message, now));
    }
    if (hasProgressed(deployment.status(), status)) {
      String message = subject + " is progressing.";
      return Conditions.renew(
          status, Conditions.of(Conditions.PROGRESSING, "True", "ReplicaSetUpdated", message, now));
    }
    if (isTimedOut(deployment, status, now)) {
      String message = subject + " has timed out progressing.";
      return Conditions.set(
          status,
          Conditions.of(Conditions.PROGRESSING, "False", Conditions.TIMED_OUT, message, now));
    }
    return status;
  }

  private static DeploymentStatus failures(Rollout rollout, DeploymentStatus status) {
    Optional<ReplicaSetCondition> failure = rollout.newSet().flatMap(Progress::failure);
    if (failure.isEmpty()) {
      failure = rollout.oldSets().stream().flatMap(s -> failure(s).stream()).findFirst();
    }
    if (failure.isEmpty()) {
      return Conditions.remove(status, Conditions.REPLICA_FAILURE);
    }
    ReplicaSetCondition from = failure.get();
    Instant since = from.lastTransitionTime().orElse(Instant.EPOCH);
    return Conditions.set(
        status,
        Conditions.of(
            Conditions.REPLICA_FAILURE, from.status(), from.reason(), from.message(), since));
  }

  private static Optional<ReplicaSetCondition> failure(ReplicaSet set) {
    return set.status().conditions().stream()
        .filter(c -> c.type().equals(Conditions.REPLICA_FAILURE))
        .findFirst();
  }

  static boolean hasDeadline(Deployment deployment) {
    return deployment.spec().hasProgressDeadlineSeconds()
        && deployment.spec().progressDeadlineSeconds() != Integer.MAX_VALUE;
  }

  /// All pods are new and available, and the newest spec was seen.
  static boolean isComplete(Rollout rollout, DeploymentStatus status) {
    int wanted = rollout.wanted();
    return status.updatedReplicas() == wanted
        && status.replicas() == wanted
        && status.availableReplicas() == wanted
        && status.observedGeneration() >= rollout.deployment().metadata().generation();
  }

  private static boolean hasProgressed(DeploymentStatus old, DeploymentStatus status) {
    int oldPods = status.replicas() - status.updatedReplicas();
    int oldPodsBefore = old.replicas() - old.updatedReplicas();
    return status.updatedReplicas() > old.updatedReplicas()
        || oldPods < oldPodsBefore
        || status.readyReplicas() > old.readyReplicas()
        || status.availableReplicas() > old.availableReplicas();
  }

  private static boolean isTimedOut(Deployment deployment, DeploymentStatus status, Instant now) {
    Optional<DeploymentCondition> condition = Conditions.get(status, Conditions.PROGRESSING);
    if (condition.isEmpty() || condition.get().reason().equals(Conditions.COMPLETE)) {
      return false;
    }
    if (condition.get().reason().equals(Conditions.TIMED_OUT)) {
      return true;
    }
    return deadline(deployment, condition.get()).filter(at -> at.isBefore(now)).isPresent();
  }

  private static Optional<Instant> deadline(Deployment deployment, DeploymentCondition condition) {
    long seconds = deployment.spec().progressDeadlineSeconds();
    return condition.lastUpdateTime().map(since -> since.plusSeconds(seconds));
  }

  /// When the deployment may have missed its deadline, if nothing happens until then.
  static Optional<Duration> untilDeadline(Rollout rollout, DeploymentStatus status, Instant now) {
    Optional<DeploymentCondition> condition = Conditions.get(status, Conditions.PROGRESSING);
    if (!hasDeadline(rollout.deployment())
        || condition.isEmpty()
        || isComplete(rollout, status)
        || condition.get().reason().equals(Conditions.TIMED_OUT)) {
      return Optional.empty();
    }
    return deadline(rollout.deployment(), condition.get())
        .map(at -> Duration.between(now, at).plusSeconds(1))
        .map(d -> d.isPositive() ? d : Duration.ofSeconds(1));
  }
}
