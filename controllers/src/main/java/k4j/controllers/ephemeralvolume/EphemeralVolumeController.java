package k4j.controllers.ephemeralvolume;

import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Volume;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Makes the claims of pods' ephemeral volumes. (controller: volume/ephemeral.)
public final class EphemeralVolumeController implements Controller {

  private static final int WORKERS = 5;

  private final Client client;
  private final Informer<Pod> pods;
  private final Informer<PersistentVolumeClaim> claims;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public EphemeralVolumeController(ControllerContext context) {
    client = context.client();
    pods = context.informers().of(Kinds.PODS);
    claims = context.informers().of(Kinds.PERSISTENT_VOLUME_CLAIMS);
    recorder = context.recorder("ephemeral_volume");
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>("ephemeral-volume", List.of(pods, claims), queue, this::reconcile);
    Index<Pod> byClaim = pods.index("ephemeral claim", EphemeralVolumeController::claimKeys);
    pods.handle(
        Handler.each(pod -> {
          if (pod.spec().volumes().stream().anyMatch(Volume::hasEphemeral)) {
            queue.add(pod.key());
          }
        }));
    claims.handle(
        Handler.deletions(claim -> byClaim.get(claim.key()).forEach(pod -> queue.add(pod.key()))));
  }

  private static List<String> claimKeys(Pod pod) {
    return pod.spec().volumes().stream()
        .filter(Volume::hasEphemeral)
        .map(volume -> pod.namespace() + "/" + EphemeralClaims.name(pod, volume))
        .toList();
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<Pod> pod = pods.get(key);
    if (pod.isEmpty()) {
      return Outcome.DONE;
    }
    var steps = EphemeralClaims.decide(pod.get(), name -> claims.get(pod.get().namespace(), name));
    for (EphemeralClaims.Step step : steps) {
      Optional<String> failure = carryOut(step);
      if (failure.isPresent()) {
        recorder.warning(
            pod.get(),
            "FailedBinding",
            "ephemeral volume %s: %s".formatted(step.volume(), failure.get()));
        return new Outcome.Retry();
      }
    }
    return Outcome.DONE;
  }

  private Optional<String> carryOut(EphemeralClaims.Step step) {
    return switch (step) {
      case EphemeralClaims.Step.Refuse(String _, String why) -> Optional.of(why);
      case EphemeralClaims.Step.Create(String _, PersistentVolumeClaim claim) -> {
        try {
          client.near(Kinds.PERSISTENT_VOLUME_CLAIMS, claim).create(claim);
          yield Optional.empty();
        } catch (StatusException e) {
          yield Optional.of("create PVC %s: %s".formatted(claim.name(), e.status().message()));
        }
      }
    };
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }
}
