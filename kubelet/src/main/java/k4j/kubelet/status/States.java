package k4j.kubelet.status;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.cri.container.ContainerStatus;

/// Container states as the API has them: one of running, waiting, terminated.
public final class States {

  private static final int UNKNOWN_EXIT = 137;

  private States() {}

  /// Whole seconds, as `metav1.Time`.
  public static Json time(Instant instant) {
    return Json.of(instant.truncatedTo(ChronoUnit.SECONDS).toString());
  }

  public static String containerId(String id) {
    return "k4j://" + id;
  }

  static JsonObject waiting(String reason, String message) {
    var out = JsonObject.builder();
    if (!reason.isEmpty()) {
      out.put("reason", reason);
    }
    if (!message.isEmpty()) {
      out.put("message", message);
    }
    return JsonObject.EMPTY.with("waiting", out.build());
  }

  public static JsonObject lost(String message) {
    return JsonObject.EMPTY.with(
        "terminated",
        JsonObject.builder()
            .put("exitCode", UNKNOWN_EXIT)
            .put("reason", "ContainerStatusUnknown")
            .put("message", message)
            .put("startedAt", JsonNull.NULL)
            .put("finishedAt", JsonNull.NULL)
            .build());
  }

  static JsonObject of(ContainerStatus status, boolean wasRunning) {
    return switch (status.state()) {
      case CONTAINER_RUNNING ->
          JsonObject.EMPTY.with(
              "running",
              JsonObject.EMPTY.with(
                  "startedAt", time(status.startedAt().orElse(status.createdAt()))));
      case CONTAINER_CREATED -> waiting("", "");
      case CONTAINER_EXITED -> terminated(status);
      case CONTAINER_UNKNOWN ->
          wasRunning
              ? lost("The container could not be located when the pod was terminated")
              : waiting("", "");
    };
  }

  private static JsonObject terminated(ContainerStatus status) {
    var out =
        JsonObject.builder()
            .put("exitCode", status.exitCode())
            .put("containerID", containerId(status.id()))
            .put("startedAt", time(status.startedAt().orElse(status.createdAt())))
            .put("finishedAt", time(status.finishedAt().orElse(status.createdAt())));
    if (!status.reason().isEmpty()) {
      out.put("reason", status.reason());
    }
    if (!status.message().isEmpty()) {
      out.put("message", status.message());
    }
    return JsonObject.EMPTY.with("terminated", out.build());
  }

  static Optional<JsonObject> find(List<JsonObject> statuses, String name) {
    return statuses.stream().filter(s -> s.string("name").equals(name)).findFirst();
  }

  /// The exit code of the state, or of the last one where the container waits; empty where neither
  /// ended.
  static Optional<Integer> exitCode(JsonObject status) {
    JsonObject state = status.object("state");
    JsonObject ended =
        state.has("terminated")
            ? state.object("terminated")
            : state.has("waiting") ? status.object("lastState").object("terminated") : null;
    return ended == null || ended.isEmpty()
        ? Optional.empty()
        : Optional.of((int) ended.integer("exitCode"));
  }
}
