package k4j.apiserver.strategy.workload;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Checks;

/// What the counts in the status of one kind of workload must satisfy.
///
/// @param counts those that are not negative
/// @param bounded those that are at most `replicas`
/// @param ready as what the bound of `availableReplicas` is named; empty where it has none
record WorkloadStatus(List<String> counts, List<String> bounded, String ready) {

  private static final FieldPath STATUS = FieldPath.of("status");
  private static final List<String> COPIES =
      List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas");

  static final WorkloadStatus DEPLOYMENT =
      new WorkloadStatus(
          List.of(
              "observedGeneration",
              "replicas",
              "updatedReplicas",
              "readyReplicas",
              "availableReplicas",
              "unavailableReplicas",
              "terminatingReplicas",
              "collisionCount"),
          List.of("updatedReplicas", "readyReplicas", "availableReplicas"),
          "readyReplicas");
  static final WorkloadStatus REPLICA_SET =
      new WorkloadStatus(
          List.of(
              "replicas",
              "fullyLabeledReplicas",
              "readyReplicas",
              "availableReplicas",
              "observedGeneration",
              "terminatingReplicas"),
          COPIES,
          "readyReplicas");
  static final WorkloadStatus REPLICATION_CONTROLLER =
      new WorkloadStatus(
          List.of(
              "replicas",
              "fullyLabeledReplicas",
              "readyReplicas",
              "availableReplicas",
              "observedGeneration"),
          COPIES,
          "readyReplicas");
  static final WorkloadStatus STATEFUL_SET =
      new WorkloadStatus(
          List.of(
              "replicas",
              "readyReplicas",
              "currentReplicas",
              "updatedReplicas",
              "availableReplicas",
              "observedGeneration",
              "collisionCount"),
          List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
          "status.readyReplicas");
  static final WorkloadStatus DAEMON_SET =
      new WorkloadStatus(
          List.of(
              "currentNumberScheduled",
              "numberMisscheduled",
              "desiredNumberScheduled",
              "numberReady",
              "observedGeneration",
              "updatedNumberScheduled",
              "numberAvailable",
              "numberUnavailable",
              "collisionCount"),
          List.of(),
          "");
  static final WorkloadStatus AUTOSCALER =
      new WorkloadStatus(List.of("currentReplicas", "desiredReplicas"), List.of(), "");

  void check(JsonObject object, JsonObject old, FieldErrors errors) {
    JsonObject status = object.object("status");
    for (String count : counts) {
      Checks.notNegative(status, count, STATUS, errors);
    }
    for (String count : bounded) {
      if (status.integer(count) > status.integer("replicas")) {
        errors.invalid(
            STATUS.child(count), status.integer(count), "cannot be greater than status.replicas");
      }
    }
    long available = status.integer("availableReplicas");
    if (!ready.isEmpty() && available > status.integer("readyReplicas")) {
      errors.invalid(
          STATUS.child("availableReplicas"), available, "cannot be greater than " + ready);
    }
    long collisions = status.integer("collisionCount");
    JsonObject before = old.object("status");
    boolean gone = !status.has("collisionCount") && before.has("collisionCount");
    if (gone || collisions < before.integer("collisionCount")) {
      errors.invalid(STATUS.child("collisionCount"), collisions, "cannot be decremented");
    }
  }
}
