package k4j.kubelet.worker;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.kubelet.allocation.Allocations;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.QosClass;
import k4j.kubelet.pod.RuntimePod;
import k4j.kubelet.status.PodPhase;
import k4j.kubelet.status.PodStatus;
import k4j.kubelet.status.ProbeView;
import k4j.kubelet.status.States;
import k4j.kubelet.status.StatusInput;
import k4j.kubelet.status.StatusWriter;
import k4j.kubelet.status.Waiting;

/// Decides the statuses of pods and hands them to the writer.
final class PodStatuses {

  private static final String LOST =
      "The container could not be located when the pod was terminated";

  private final StatusWriter writer;
  private final ProbeView probes;
  private final NodeFacts node;
  private final InstantSource clock;
  private final Function<PodName, Optional<JsonObject>> api;
  private final Allocations allocations;

  PodStatuses(
      StatusWriter writer,
      ProbeView probes,
      NodeFacts node,
      InstantSource clock,
      Function<PodName, Optional<JsonObject>> api,
      Allocations allocations) {
    this.writer = writer;
    this.probes = probes;
    this.node = node;
    this.clock = clock;
    this.api = api;
    this.allocations = allocations;
  }

  /// How far a pod is: the statuses of running ones may still hold back its end.
  enum Stage {
    LIVE,
    STOPPED,
    FINISHED
  }

  JsonObject refresh(JsonObject pod, RuntimePod state, Map<String, Waiting> waiting, Stage stage) {
    return refresh(pod, state, waiting, stage, old(pod));
  }

  /// Forces the pod's end, with a reason.
  JsonObject fail(
      JsonObject pod, RuntimePod state, Map<String, Waiting> waiting, String reason, String text) {
    JsonObject failed =
        old(pod).with("phase", PodPhase.FAILED).with("reason", reason).with("message", text);
    return refresh(pod, state, waiting, Stage.LIVE, failed);
  }

  private JsonObject old(JsonObject pod) {
    return writer
        .get(PodName.of(pod).uid())
        .or(() -> api.apply(PodName.of(pod)).map(p -> p.object("status")))
        .orElse(pod.object("status"));
  }

  private JsonObject refresh(
      JsonObject pod, RuntimePod state, Map<String, Waiting> waiting, Stage stage, JsonObject old) {
    JsonObject seen = api.apply(PodName.of(pod)).orElse(pod);
    JsonObject withStatus = pod.with("status", seen.object("status"));
    JsonObject status =
        PodStatus.decide(
            new StatusInput(
                withStatus,
                old,
                state,
                waiting,
                probes,
                node.addresses(),
                stage != Stage.LIVE,
                allocations.applyActuated(pod),
                allocations.conditions(PodName.of(pod).uid()),
                clock.instant()));
    if (stage == Stage.FINISHED) {
      status = finished(pod, status);
    }
    writer.set(pod, status, stage == Stage.LIVE, stage == Stage.FINISHED);
    return status;
  }

  /// Nothing of the pod is left: what has no end in its status was lost.
  private static JsonObject finished(JsonObject pod, JsonObject status) {
    JsonObject result = status;
    boolean initialized =
        status.array("conditions").objects().stream()
            .anyMatch(
                c -> c.string("type").equals("Initialized") && c.string("status").equals("True"));
    if (initialized) {
      List<Json> containers = new ArrayList<>();
      for (JsonObject each : status.array("containerStatuses").objects()) {
        containers.add(
            each.object("state").has("terminated") ? each : each.with("state", States.lost(LOST)));
      }
      if (!containers.isEmpty()) {
        result = result.with("containerStatuses", JsonArray.of(containers));
      }
    }
    boolean ended = PodSpecs.isTerminalPhase(result.string("phase")) || PodSpecs.isStatic(pod);
    return ended ? result : result.with("phase", PodPhase.FAILED);
  }

  /// The status of a pod that this node does not take.
  void reject(JsonObject pod, String reason, String message) {
    JsonObject status =
        JsonObject.builder()
            .put("phase", PodPhase.FAILED)
            .put("reason", reason)
            .put("message", "Pod was rejected: " + message)
            .put("qosClass", QosClass.of(pod).toString())
            .put("startTime", States.time(clock.instant()))
            .put("conditions", pod.object("status").array("conditions"))
            .build();
    writer.set(pod, status, false, true);
  }

  void forget(String uid) {
    writer.forget(uid);
  }

  void reconcile(String uid) {
    writer.reconcile(uid);
  }
}
