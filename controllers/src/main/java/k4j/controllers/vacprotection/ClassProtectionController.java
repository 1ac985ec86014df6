package k4j.controllers.vacprotection;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import k4j.api.Kinds;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.storage.v1.VolumeAttributesClass;
import k4j.client.Client;
import k4j.client.informer.Handler;
import k4j.client.informer.Index;
import k4j.client.informer.Informer;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.ControllerContext;
import k4j.controllers.ownership.Finalizers;

/// Holds back the deletion of classes that a claim or a volume has or is about to have.
public final class ClassProtectionController implements Controller {

  private static final String FINALIZER = "kubernetes.io/vac-protection";

  private final Client client;
  private final Informer<VolumeAttributesClass> classes;
  private final Index<PersistentVolumeClaim> claims;
  private final Index<PersistentVolume> volumes;
  private final ControllerLoop<String> loop;

  public ClassProtectionController(ControllerContext context) {
    client = context.client();
    classes = context.informers().of(Kinds.VOLUME_ATTRIBUTES_CLASSES);
    Informer<PersistentVolumeClaim> allClaims =
        context.informers().of(Kinds.PERSISTENT_VOLUME_CLAIMS);
    Informer<PersistentVolume> allVolumes = context.informers().of(Kinds.PERSISTENT_VOLUMES);
    claims = allClaims.index("attributes class", ClassProtectionController::of);
    volumes = allVolumes.index("attributes class", ClassProtectionController::of);
    WorkQueue<String> queue = context.queue();
    loop =
        new ControllerLoop<>(
            "vac-protection", List.of(classes, allClaims, allVolumes), queue, this::reconcile);
    classes.handle(Handler.each(c -> queue.add(c.key())));
    allClaims.handle(new Leaving<>(queue, ClassProtectionController::of));
    allVolumes.handle(new Leaving<>(queue, ClassProtectionController::of));
  }

  private static List<String> of(PersistentVolumeClaim claim) {
    return Stream.of(
            claim.spec().volumeAttributesClassName(),
            claim.status().currentVolumeAttributesClassName(),
            claim.status().modifyVolumeStatus().targetVolumeAttributesClassName())
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  private static List<String> of(PersistentVolume volume) {
    String name = volume.spec().volumeAttributesClassName();
    return name.isEmpty() ? List.of() : List.of(name);
  }

  @Override
  public void start() {
    loop.start(1);
  }

  private Outcome reconcile(String name) {
    Optional<VolumeAttributesClass> found = classes.get(name);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    VolumeAttributesClass attributes = found.get();
    boolean held = Finalizers.has(attributes, FINALIZER);
    boolean used = !claims.get(name).isEmpty() || !volumes.get(name).isEmpty();
    if (!attributes.isDeleting() && !held) {
      write(Finalizers.with(Kinds.VOLUME_ATTRIBUTES_CLASSES, attributes, FINALIZER));
    } else if (attributes.isDeleting() && held && !used) {
      write(Finalizers.without(Kinds.VOLUME_ATTRIBUTES_CLASSES, attributes, FINALIZER));
    }
    return Outcome.DONE;
  }

  private void write(VolumeAttributesClass attributes) {
    client.on(Kinds.VOLUME_ATTRIBUTES_CLASSES).update(attributes);
  }

  @Override
  public void close() {
    loop.close();
  }
}
