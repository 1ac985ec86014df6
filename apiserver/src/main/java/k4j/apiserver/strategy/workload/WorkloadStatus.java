package k4j.apiserver.strategy.workload;

import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Checks;

/// The counts in the status of a workload.
final class WorkloadStatus {

  private static final FieldPath STATUS = FieldPath.of("status");
  private static final String[] COUNTS = {
    "observedGeneration",
    "replicas",
    "updatedReplicas",
    "readyReplicas",
    "availableReplicas",
    "unavailableReplicas",
    "fullyLabeledReplicas",
    "currentReplicas"
  };

  private WorkloadStatus() {}

  static void check(JsonObject status, JsonObject old, FieldErrors errors) {
    for (String count : COUNTS) {
      Checks.notNegative(status, count, STATUS, errors);
    }
    bounded(status, "updatedReplicas", errors);
    bounded(status, "readyReplicas", errors);
    bounded(status, "availableReplicas", errors);
    bounded(status, "fullyLabeledReplicas", errors);
    if (status.integer("availableReplicas") > status.integer("readyReplicas")
        && status.has("readyReplicas")) {
      errors.invalid(
          STATUS.child("availableReplicas"),
          status.integer("availableReplicas"),
          "cannot be greater than readyReplicas");
    }
    if (status.integer("collisionCount") < old.integer("collisionCount")) {
      errors.invalid(
          STATUS.child("collisionCount"),
          status.integer("collisionCount"),
          "cannot be decremented");
    }
  }

  private static void bounded(JsonObject status, String count, FieldErrors errors) {
    if (status.integer(count) > status.integer("replicas")) {
      errors.invalid(
          STATUS.child(count),
          status.integer(count),
          "cannot be greater than "
              + (count.equals("fullyLabeledReplicas") ? "replicas" : "status.replicas"));
    }
  }
}
