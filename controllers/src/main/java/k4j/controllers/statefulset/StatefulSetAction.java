package k4j.controllers.statefulset;

import k4j.api.core.v1.Pod;

/// What a StatefulSet does for one of its pods.
sealed interface StatefulSetAction {

  Pod pod();

  /// Its claims first.
  record Create(Pod pod) implements StatefulSetAction {}

  record Delete(Pod pod) implements StatefulSetAction {}

  /// A pending pod may wait for claims that were deleted.
  record MakeClaims(Pod pod) implements StatefulSetAction {}

  /// Gives the pod its labels and volumes, and its claims their owners.
  record Repair(Pod pod) implements StatefulSetAction {}

  /// Gives the claims of a pod that is scaled away their owners.
  record OwnClaims(Pod pod) implements StatefulSetAction {}
}
