package k4j.controllers.pods;

import java.time.Instant;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.client.Client;
import k4j.client.Patch;

/// Says of a pod that is deleted for another's sake why: the condition `DisruptionTarget`.
public final class Disruptions {

  public record Cause(String reason, String message) {}

  private Disruptions() {}

  public static void mark(Client client, Pod pod, Cause cause, Instant now) {
    client
        .near(Kinds.PODS, pod)
        .patchStatus(pod.name(), Patch.strategic(body(pod, JsonObject.EMPTY, cause, now)));
  }

  /// The same, for a pod of which nothing more will be heard.
  public static void markFailed(Client client, Pod pod, Cause cause, Instant now) {
    JsonObject failed = JsonObject.EMPTY.with("phase", "Failed");
    client
        .near(Kinds.PODS, pod)
        .patchStatus(pod.name(), Patch.strategic(body(pod, failed, cause, now)));
  }

  static JsonObject body(Pod pod, JsonObject status, Cause cause, Instant now) {
    Json condition =
        JsonObject.builder()
            .put("type", "DisruptionTarget")
            .put("status", "True")
            .put("reason", cause.reason())
            .put("message", cause.message())
            .put("lastProbeTime", JsonNull.NULL)
            .put("lastTransitionTime", Times.format(now))
            .build();
    return JsonObject.builder()
        .put("metadata", JsonObject.EMPTY.with("uid", pod.uid()))
        .put("status", status.with("conditions", JsonArray.of(condition)))
        .build();
  }
}
