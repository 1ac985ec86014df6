package k4j.controllers.deployment;

import java.time.Duration;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.ReplicaSet;

/// What a deployment needs next.
sealed interface DeploymentAction {

  record CreateSet(ReplicaSet set) implements DeploymentAction {}

  /// @param before how it is, for the event about its size
  record UpdateSet(ReplicaSet before, ReplicaSet set) implements DeploymentAction {}

  record DeleteSet(ReplicaSet set) implements DeploymentAction {}

  /// Writes status and annotations.
  record WriteStatus(Deployment deployment) implements DeploymentAction {}

  record Warn(String reason, String message) implements DeploymentAction {}

  /// Only time passes: the deployment may miss its deadline.
  record LookAgain(Duration delay) implements DeploymentAction {}
}
