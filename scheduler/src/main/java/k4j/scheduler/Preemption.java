package k4j.scheduler;

import java.time.Instant;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.Patch;
import k4j.client.event.EventRecorder;
import k4j.client.event.Note;
import k4j.scheduler.framework.Remedy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells pods to go so that a more important one has room.
///
/// @param scheduler the name it acts in
record Preemption(String scheduler, Client client, EventRecorder recorder) {

  private static final Logger LOG = LoggerFactory.getLogger(Preemption.class);

  void carryOut(Pod preemptor, Remedy.Preempt preempt, Instant now) {
    for (Pod victim : preempt.victims()) {
      if (victim.isDeleting()) {
        continue;
      }
      try {
        client
            .near(Kinds.PODS, victim)
            .patchStatus(victim.name(), Patch.strategic(target(victim, now)));
        client.near(Kinds.PODS, victim).delete(victim.name(), DeleteOptions.of(victim));
        recorder.record(
            Note.of(
                    victim,
                    Note.NORMAL,
                    "Preempted",
                    "Preempted by pod %s on node %s".formatted(preemptor.uid(), preempt.node()))
                .withAction("Preempting"));
      } catch (StatusException e) {
        if (!e.isNotFound()) {
          LOG.atWarn()
              .addKeyValue("victim", victim.key())
              .addKeyValue("error", e.status().message())
              .log("pod not preempted");
        }
      }
    }
  }

  private JsonObject target(Pod victim, Instant now) {
    JsonObject condition =
        JsonObject.builder()
            .put("type", "DisruptionTarget")
            .put("status", "True")
            .put("reason", "PreemptionByScheduler")
            .put("message", scheduler + ": preempting to accommodate a higher priority pod")
            .put("lastProbeTime", JsonNull.NULL)
            .put("lastTransitionTime", Times.format(now))
            .build();
    return JsonObject.builder()
        .put("metadata", JsonObject.EMPTY.with("uid", victim.uid()))
        .put("status", JsonObject.EMPTY.with("conditions", JsonArray.of(condition)))
        .build();
  }
}
