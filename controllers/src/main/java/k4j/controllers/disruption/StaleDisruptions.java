package k4j.controllers.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.ControllerContext;
import k4j.controllers.pods.PodState;

/// Takes the condition `DisruptionTarget` back from pods that were not deleted after all.
final class StaleDisruptions implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ControllerContext context;
  private final Client client;
  private final Informer<Pod> pods;
  private final WorkQueue<String> queue;
  private final ControllerLoop<String> loop;

  StaleDisruptions(ControllerContext context) {
    this.context = context;
    client = context.client();
    pods = context.informers().of(Kinds.PODS);
    queue = context.queue();
    loop = new ControllerLoop<>("stale-disruption", List.of(pods), queue, this::reconcile);
    pods.handle(Handler.each(this::look));
  }

  private void look(Pod pod) {
    if (staleAt(pod).isPresent()) {
      queue.add(pod.key());
    }
  }

  void start() {
    loop.start(1);
  }

  /// The kubelet may take its time, and a pod that has ended keeps what it says.
  static Optional<Instant> staleAt(Pod pod) {
    if (pod.isDeleting() || PodState.isTerminal(pod)) {
      return Optional.empty();
    }
    return PodState.condition(pod, "DisruptionTarget")
        .filter(c -> c.status().equals("True") && !c.reason().equals("TerminationByKubelet"))
        .flatMap(PodCondition::lastTransitionTime)
        .map(since -> since.plus(PATIENCE));
  }

  private Outcome reconcile(String key) {
    Optional<Pod> pod = pods.get(key);
    Optional<Instant> stale = pod.flatMap(StaleDisruptions::staleAt);
    Instant now = context.now();
    if (pod.isEmpty() || stale.isEmpty()) {
      return Outcome.DONE;
    }
    if (stale.get().isAfter(now)) {
      return Outcome.after(Duration.between(now, stale.get()));
    }
    client.near(Kinds.PODS, pod.get()).patchStatus(pod.get().name(), reset(pod.get(), now));
    return Outcome.DONE;
  }

  private static Patch reset(Pod pod, Instant now) {
    JsonObject condition =
        JsonObject.builder()
            .put("type", "DisruptionTarget")
            .put("status", "False")
            .put("reason", JsonNull.NULL)
            .put("message", JsonNull.NULL)
            .put("lastProbeTime", JsonNull.NULL)
            .put("lastTransitionTime", Times.format(now))
            .build();
    return Patch.strategic(
        JsonObject.EMPTY
            .with("metadata", JsonObject.EMPTY.with("uid", pod.uid()))
            .with("status", JsonObject.EMPTY.with("conditions", JsonArray.of(condition))));
  }

  @Override
  public void close() {
    loop.close();
  }
}
