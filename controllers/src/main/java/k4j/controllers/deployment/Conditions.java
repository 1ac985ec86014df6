package k4j.controllers.deployment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.DeploymentCondition;
import k4j.api.apps.v1.DeploymentStatus;

/// Reads and sets the conditions of a deployment.
final class Conditions {

  static final String AVAILABLE = "Available";
  static final String PROGRESSING = "Progressing";
  static final String REPLICA_FAILURE = "ReplicaFailure";

  static final String TIMED_OUT = "ProgressDeadlineExceeded";
  static final String COMPLETE = "NewReplicaSetAvailable";
  static final String PAUSED = "DeploymentPaused";

  private Conditions() {}

  static Optional<DeploymentCondition> get(DeploymentStatus status, String type) {
    return status.conditions().stream().filter(c -> c.type().equals(type)).findFirst();
  }

  static String progressReason(Deployment deployment) {
    return get(deployment.status(), PROGRESSING).map(DeploymentCondition::reason).orElse("");
  }

  static DeploymentCondition of(
      String type, String status, String reason, String message, Instant now) {
    return DeploymentCondition.EMPTY
        .withType(type)
        .withStatus(status)
        .withReason(reason)
        .withMessage(message)
        .withLastUpdateTime(now)
        .withLastTransitionTime(now);
  }

  /// Puts the condition last, unless it says what is there already; it keeps the time of the last
  /// change of its status.
  static DeploymentStatus set(DeploymentStatus status, DeploymentCondition condition) {
    Optional<DeploymentCondition> old = get(status, condition.type());
    boolean sameStatus = old.filter(c -> c.status().equals(condition.status())).isPresent();
    if (sameStatus && old.get().reason().equals(condition.reason())) {
      return status;
    }
    return replace(status, sameStatus ? since(condition, old.get()) : condition);
  }

  /// Puts the condition last even where it says the same: its update time has moved on.
  static DeploymentStatus renew(DeploymentStatus status, DeploymentCondition condition) {
    Optional<DeploymentCondition> old = get(status, condition.type());
    boolean wasTrue = old.filter(c -> c.status().equals("True")).isPresent();
    return replace(status, wasTrue ? since(condition, old.get()) : condition);
  }

  private static DeploymentCondition since(DeploymentCondition condition, DeploymentCondition old) {
    return old.lastTransitionTime().map(condition::withLastTransitionTime).orElse(condition);
  }

  private static DeploymentStatus replace(DeploymentStatus status, DeploymentCondition condition) {
    List<DeploymentCondition> conditions = new ArrayList<>(status.conditions());
    conditions.removeIf(c -> c.type().equals(condition.type()));
    conditions.add(condition);
    return status.withConditions(conditions);
  }

  static DeploymentStatus remove(DeploymentStatus status, String type) {
    if (get(status, type).isEmpty()) {
      return status;
    }
    List<DeploymentCondition> conditions =
        status.conditions().stream().filter(c -> !c.type().equals(type)).toList();
    return conditions.isEmpty() ? status.withoutConditions() : status.withConditions(conditions);
  }
}
