package k4j.scheduler;

import java.time.Instant;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.event.EventRecorder;
import k4j.client.event.Note;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells people why a pod has no node: by an event and by the pod's condition.
final class FailureReport {

  private static final Logger LOG = LoggerFactory.getLogger(FailureReport.class);
  private static final int EVENT_LENGTH = 1024;

  static final String UNSCHEDULABLE = "Unschedulable";
  static final String ERROR = "SchedulerError";

  private final Client client;
  private final EventRecorder recorder;

  FailureReport(Client client, EventRecorder recorder) {
    this.client = client;
    this.recorder = recorder;
  }

  /// @param nominatedNode where room is being made, or `""`
  void report(Pod pod, String reason, String message, String nominatedNode, Instant now) {
    recorder.record(
        Note.of(pod, Note.WARNING, "FailedScheduling", shortened(message))
            .withAction("Scheduling"));
    JsonObject condition = condition(pod, reason, message, now);
    boolean nominates = !pod.status().nominatedNodeName().equals(nominatedNode);
    if (isThere(pod, condition) && !nominates) {
      return;
    }
    var status = JsonObject.builder().put("conditions", JsonArray.of(condition));
    if (nominates) {
      status.put(
          "nominatedNodeName", nominatedNode.isEmpty() ? JsonNull.NULL : Json.of(nominatedNode));
    }
    JsonObject body =
        JsonObject.builder()
            .put("metadata", JsonObject.EMPTY.with("uid", pod.uid()))
            .put("status", status.build())
            .build();
    try {
      client.near(Kinds.PODS, pod).patchStatus(pod.name(), Patch.strategic(body));
    } catch (StatusException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        LOG.atWarn()
            .addKeyValue("pod", pod.key())
            .addKeyValue("error", e.status().message())
            .log("condition of pod not written");
      }
    }
  }

  private static String shortened(String message) {
    String end = " ...";
    return message.length() <= EVENT_LENGTH
        ? message
        : message.substring(0, EVENT_LENGTH - end.length()) + end;
  }

  private static JsonObject condition(Pod pod, String reason, String message, Instant now) {
    var out =
        JsonObject.builder()
            .put("type", "PodScheduled")
            .put("status", "False")
            .put("reason", reason)
            .put("message", message)
            .put("lastProbeTime", JsonNull.NULL)
            .put("lastTransitionTime", since(pod, now));
    long generation = pod.metadata().generation();
    return generation == 0 ? out.build() : out.put("observedGeneration", generation).build();
  }

  private static JsonObject scheduled(Pod pod) {
    return pod.json().object("status").array("conditions").objects().stream()
        .filter(c -> c.string("type").equals("PodScheduled"))
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  /// Since when it was not scheduled.
  private static String since(Pod pod, Instant now) {
    JsonObject old = scheduled(pod);
    return old.string("status").equals("False")
        ? old.string("lastTransitionTime")
        : Times.format(now);
  }

  private static boolean isThere(Pod pod, JsonObject condition) {
    JsonObject old = scheduled(pod);
    return old.string("status").equals("False")
        && old.string("reason").equals(condition.string("reason"))
        && old.string("message").equals(condition.string("message"));
  }
}
