package k4j.apiserver.aggregation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// Decides whether an extension API server can be there at all, and writes down what was found.
final class AvailabilityPlan {

  private AvailabilityPlan() {}

  /// @param reason one of kube-aggregator's words
  record Finding(boolean good, String reason, String message) {

    static final Finding PASSED = new Finding(true, "Passed", "all checks passed");

    static Finding failed(String message) {
      return new Finding(false, "FailedDiscoveryCheck", message);
    }
  }

  /// What is wrong with the way to it; empty where it is worth asking.
  ///
  /// @param object the Service, if there is one
  /// @param slices of the Service
  static Optional<Finding> obstacle(
      ApiService.Service service, Optional<JsonObject> object, List<JsonObject> slices) {
    String subject = "service/%s in \"%s\"".formatted(service.name(), service.namespace());
    if (object.isEmpty()) {
      return Optional.of(new Finding(false, "ServiceNotFound", subject + " is not present"));
    }
    JsonObject spec = object.get().object("spec");
    if (!spec.string("type").equals("ClusterIP")) {
      return Optional.empty();
    }
    Optional<JsonObject> port =
        spec.array("ports").objects().stream()
            .filter(each -> each.integer("port") == service.port())
            .findFirst();
    if (port.isEmpty()) {
      return Optional.of(
          new Finding(
              false, "ServicePortError", subject + " is not listening on port " + service.port()));
    }
    if (slices.isEmpty()) {
      return Optional.of(
          new Finding(false, "EndpointsNotFound", "cannot find endpointslices for " + subject));
    }
    String portName = port.get().string("name");
    return slices.stream().anyMatch(slice -> isUsable(slice, portName))
        ? Optional.empty()
        : Optional.of(
            new Finding(
                false,
                "MissingEndpoints",
                "endpointslices for %s have no addresses with port name \"%s\""
                    .formatted(subject, portName)));
  }

  private static boolean isUsable(JsonObject slice, String portName) {
    boolean ready =
        slice.array("endpoints").objects().stream()
            .map(endpoint -> endpoint.object("conditions"))
            .anyMatch(conditions -> !conditions.has("ready") || conditions.bool("ready"));
    return ready
        && slice.array("ports").objects().stream()
            .anyMatch(port -> port.string("name").equals(portName) && port.has("port"));
  }

  /// The API service with the finding as its condition; empty where it says so already.
  static Optional<JsonObject> update(JsonObject apiService, Finding finding, Instant now) {
    String status = finding.good() ? "True" : "False";
    var conditions = new ArrayList<Json>();
    JsonObject before = JsonObject.EMPTY;
    for (JsonObject each : apiService.object("status").array("conditions").objects()) {
      if (each.string("type").equals("Available")) {
        before = each;
      } else {
        conditions.add(each);
      }
    }
    String since =
        before.string("status").equals(status)
            ? before.string("lastTransitionTime")
            : Times.format(now);
    JsonObject after =
        JsonObject.builder()
            .put("lastTransitionTime", since)
            .put("message", finding.message())
            .put("reason", finding.reason())
            .put("status", status)
            .put("type", "Available")
            .build();
    if (after.equals(before)) {
      return Optional.empty();
    }
    conditions.add(after);
    return Optional.of(apiService.withAt(JsonArray.of(conditions), "status", "conditions"));
  }
}
