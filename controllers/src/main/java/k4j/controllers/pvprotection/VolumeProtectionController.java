package k4j.controllers.pvprotection;

import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.PersistentVolume;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.ownership.Finalizers;

/// Holds back the deletion of volumes that are bound.
public final class VolumeProtectionController implements Controller {

  private static final String FINALIZER = "kubernetes.io/pv-protection";

  private final Client client;
  private final Informer<PersistentVolume> volumes;
  private final ControllerLoop<String> loop;

  public VolumeProtectionController(ControllerContext context) {
    client = context.client();
    volumes = context.informers().of(Kinds.PERSISTENT_VOLUMES);
    WorkQueue<String> queue = context.queue();
    loop = new ControllerLoop<>("pv-protection", List.of(volumes), queue, this::reconcile);
    volumes.handle(Handler.each(volume -> queue.add(volume.key())));
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String name) {
    Optional<PersistentVolume> found = volumes.get(name);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    PersistentVolume volume = found.get();
    boolean held = Finalizers.has(volume, FINALIZER);
    if (!volume.isDeleting() && !held) {
      write(Finalizers.with(Kinds.PERSISTENT_VOLUMES, volume, FINALIZER));
    } else if (volume.isDeleting() && held && !volume.status().phase().equals("Bound")) {
      write(Finalizers.without(Kinds.PERSISTENT_VOLUMES, volume, FINALIZER));
    }
    return Outcome.DONE;
  }

  private void write(PersistentVolume volume) {
    client.on(Kinds.PERSISTENT_VOLUMES).update(volume);
  }

  @Override
  public void close() {
    loop.close();
  }
}
