package k4j.controllers.expand;

import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;

/// Tells of claims that wait for their driver to expand them. (controller: volume/expand.)
public final class ExpandController implements Controller {

  private static final String RESIZER = "volume.kubernetes.io/storage-resizer";
  private static final int WORKERS = 10;

  private final Client client;
  private final Informer<PersistentVolumeClaim> claims;
  private final Informer<PersistentVolume> volumes;
  private final WorkQueue<String> queue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> loop;

  public ExpandController(ControllerContext context) {
    client = context.client();
    claims = context.informers().of(Kinds.PERSISTENT_VOLUME_CLAIMS);
    volumes = context.informers().of(Kinds.PERSISTENT_VOLUMES);
    recorder = context.recorder("volume_expand");
    queue = context.queue();
    loop = new ControllerLoop<>("volume-expand", List.of(claims, volumes), queue, this::reconcile);
    claims.handle(new ClaimEvents());
  }

  @Override
  public void start() {
    loop.start(WORKERS);
  }

  private Outcome reconcile(String key) {
    Optional<PersistentVolumeClaim> found = claims.get(key);
    if (found.isEmpty() || found.get().spec().volumeName().isEmpty()) {
      return Outcome.DONE;
    }
    PersistentVolumeClaim claim = found.get();
    Optional<PersistentVolume> volume = volumes.get(claim.spec().volumeName());
    if (volume.isEmpty() || !ExpansionPlan.isBoundTo(volume.get(), claim)) {
      return new Outcome.Retry();
    }
    ExpansionPlan.decide(claim, volume.get()).ifPresent(wait -> tell(claim, wait));
    return Outcome.DONE;
  }

  private void tell(PersistentVolumeClaim claim, ExpansionPlan.Wait wait) {
    if (wait.warns()) {
      recorder.warning(claim, "ExternalExpanding", wait.message());
    } else {
      recorder.normal(claim, "ExternalExpanding", wait.message());
    }
    wait.resizer()
        .filter(driver -> !driver.equals(claim.metadata().annotations().get(RESIZER)))
        .ifPresent(driver -> {
          JsonObject annotation =
              JsonObject.EMPTY.withAt(Json.of(driver), "metadata", "annotations", RESIZER);
          client
              .near(Kinds.PERSISTENT_VOLUME_CLAIMS, claim)
              .patchStatus(claim.name(), Patch.merge(annotation));
        });
  }

  @Override
  public void close() {
    loop.close();
    recorder.close();
  }

  /// Of a bound claim it matters when it asks for more, or has more.
  private final class ClaimEvents implements Handler<PersistentVolumeClaim> {
    @Override
    public void added(PersistentVolumeClaim claim) {
      if (claim.status().phase().equals("Bound")) {
        queue.add(claim.key());
      }
    }

    @Override
    public void updated(PersistentVolumeClaim old, PersistentVolumeClaim claim) {
      boolean grows =
          ExpansionPlan.asked(claim).compareTo(ExpansionPlan.asked(old)) > 0
              || ExpansionPlan.capacity(claim).compareTo(ExpansionPlan.capacity(old)) > 0;
      if (grows) {
        added(claim);
      }
    }

    @Override
    public void deleted(PersistentVolumeClaim last) {}
  }
}
