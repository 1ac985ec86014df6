package k4j.controllers.persistentvolume;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.meta.ApiObject;
import k4j.api.storage.v1.StorageClass;
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
import k4j.controllers.directories.Directories;

/// Binds claims to volumes, has volumes provisioned, and releases those whose claim is gone.
public final class PersistentVolumeController implements Controller {

  private static final List<String> DEFAULT =
      List.of(
          "storageclass.kubernetes.io/is-default-class",
          "storageclass.beta.kubernetes.io/is-default-class");

  private static final String EXTERNAL =
      "Waiting for a volume to be created either by the external provisioner '%s' or manually by"
          + " the system administrator. If volume creation is delayed, please verify that the"
          + " provisioner is running and correctly registered.";

  /// How soon an unbound claim is looked at again, so that its events tell that it still waits.
  private static final Duration AGAIN = Duration.ofSeconds(15);

  private final Client client;
  private final Informer<PersistentVolume> volumes;
  private final Informer<PersistentVolumeClaim> claims;
  private final Informer<StorageClass> classes;
  private final Index<Pod> podsByClaim;
  private final Index<PersistentVolumeClaim> unbound;
  private final WorkQueue<String> claimQueue;
  private final WorkQueue<String> volumeQueue;
  private final EventRecorder recorder;
  private final ControllerLoop<String> claimLoop;
  private final ControllerLoop<String> volumeLoop;

  public PersistentVolumeController(ControllerContext context) {
    client = context.client();
    volumes = context.informers().of(Kinds.PERSISTENT_VOLUMES);
    claims = context.informers().of(Kinds.PERSISTENT_VOLUME_CLAIMS);
    classes = context.informers().of(Kinds.STORAGE_CLASSES);
    Informer<Pod> pods = context.informers().of(Kinds.PODS);
    podsByClaim = pods.index("claim", PersistentVolumeController::claimKeys);
    unbound = claims.index("unbound", claim -> List.of(Boolean.toString(isUnbound(claim))));
    claimQueue = context.queue();
    volumeQueue = context.queue();
    recorder = context.recorder("persistentvolume-controller");
    List<Informer<?>> caches = List.of(volumes, claims, classes, pods);
    claimLoop = new ControllerLoop<>("pv-claims", caches, claimQueue, this::claim);
    volumeLoop = new ControllerLoop<>("pv-volumes", caches, volumeQueue, this::volume);
    claims.handle(Handler.each(this::claimChanged));
    volumes.handle(Handler.each(this::volumeChanged));
    classes.handle(Handler.each(_ -> wakeUnbound()));
    pods.handle(Handler.each(pod -> claimKeys(pod).forEach(this::wakeUnbound)));
  }

  private static List<String> claimKeys(Pod pod) {
    return pod.spec().volumes().stream()
        .map(volume -> volume.persistentVolumeClaim().claimName())
        .filter(name -> !name.isEmpty())
        .map(name -> pod.namespace() + "/" + name)
        .distinct()
        .toList();
  }

  private static boolean isUnbound(PersistentVolumeClaim claim) {
    return !Binding.isComplete(claim);
  }

  private static boolean isOver(Pod pod) {
    return pod.status().phase().equals("Failed") || pod.status().phase().equals("Succeeded");
  }

  private void claimChanged(PersistentVolumeClaim claim) {
    claimQueue.add(claim.key());
    if (!claim.spec().volumeName().isEmpty()) {
      volumeQueue.add(claim.spec().volumeName());
    }
  }

  private void volumeChanged(PersistentVolume volume) {
    volumeQueue.add(volume.key());
    if (volume.spec().hasClaimRef()) {
      claimQueue.add(Binding.claimKey(volume));
    } else {
      wakeUnbound();
    }
  }

  private void wakeUnbound() {
    unbound.get("true").forEach(claim -> claimQueue.add(claim.key()));
  }

  private void wakeUnbound(String key) {
    claims
        .get(key)
        .filter(PersistentVolumeController::isUnbound)
        .ifPresent(c -> claimQueue.add(key));
  }

  @Override
  public void start() {
    claimLoop.start(1);
    volumeLoop.start(1);
  }

  private Outcome claim(String key) {
    Optional<PersistentVolumeClaim> found = claims.get(key);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    PersistentVolumeClaim claim = update(found.get(), Migration.annotated(found.get()));
    switch (ClaimPlan.decide(state(claim))) {
      case ClaimAction.Wait(Optional<Note> why) -> {
        why.ifPresent(note -> tell(claim, note));
        phase(claim, "Pending", Optional.empty());
      }
      case ClaimAction.Lose(Note why) -> {
        if (!claim.status().phase().equals("Lost")) {
          phase(claim, "Lost", Optional.empty());
          tell(claim, why);
        }
      }
      case ClaimAction.Bind(PersistentVolume volume) -> bind(volume, claim);
      case ClaimAction.AssignClass(String name) ->
          update(claim, claim.withSpec(claim.spec().withStorageClassName(name)));
      case ClaimAction.Provision(String provisioner) -> {
        update(claim, Migration.annotated(Binding.provisionedBy(claim, provisioner)));
        tell(claim, Note.normal("ExternalProvisioning", EXTERNAL.formatted(provisioner)));
      }
      case ClaimAction.Tell(Note note) -> tell(claim, note);
    }
    return isUnbound(claim) ? Outcome.after(AGAIN) : Outcome.DONE;
  }

  private ClaimPlan.State state(PersistentVolumeClaim claim) {
    String name = claim.spec().volumeName();
    // The cache may be late, and a lost claim is lost for ever.
    Optional<PersistentVolume> named =
        name.isEmpty()
            ? Optional.empty()
            : volumes.get(name).or(() -> client.on(Kinds.PERSISTENT_VOLUMES).find(name));
    return new ClaimPlan.State(
        claim,
        named,
        volumes.list(),
        classes.get(Binding.storageClass(claim)),
        defaultClass(),
        podsByClaim.get(claim.key()).stream()
            .filter(pod -> pod.spec().nodeName().isEmpty() && !isOver(pod))
            .map(Pod::name)
            .sorted()
            .toList());
  }

  /// The youngest of those that say so.
  private Optional<String> defaultClass() {
    return classes.list().stream()
        .filter(
            c -> DEFAULT.stream().anyMatch(a -> "true".equals(c.metadata().annotations().get(a))))
        .min(
            Comparator.<StorageClass, String>comparing(
                    c -> c.json().object("metadata").string("creationTimestamp"))
                .reversed()
                .thenComparing(StorageClass::name))
        .map(StorageClass::name);
  }

  /// The volume first: only one of two claims can have it.
  private void bind(PersistentVolume volume, PersistentVolumeClaim claim) {
    phase(update(volume, Binding.bound(volume, claim)), "Bound");
    phase(update(claim, Binding.bound(claim, volume)), "Bound", Optional.of(volume));
  }

  private PersistentVolume update(PersistentVolume old, PersistentVolume volume) {
    return volume.equals(old) ? old : client.on(Kinds.PERSISTENT_VOLUMES).update(volume);
  }

  private PersistentVolumeClaim update(PersistentVolumeClaim old, PersistentVolumeClaim claim) {
    return claim.equals(old)
        ? old
        : client.near(Kinds.PERSISTENT_VOLUME_CLAIMS, claim).update(claim);
  }

  private void phase(PersistentVolumeClaim claim, String phase, Optional<PersistentVolume> volume) {
    PersistentVolumeClaim changed = Binding.inPhase(claim, phase, volume);
    if (!changed.equals(claim)) {
      client.near(Kinds.PERSISTENT_VOLUME_CLAIMS, claim).updateStatus(changed);
    }
  }

  private PersistentVolume phase(PersistentVolume volume, String phase) {
    return phase(volume, phase, "");
  }

  private PersistentVolume phase(PersistentVolume volume, String phase, String message) {
    if (volume.status().phase().equals(phase)) {
      return volume;
    }
    var status = volume.status().withPhase(phase);
    return client
        .on(Kinds.PERSISTENT_VOLUMES)
        .updateStatus(
            volume.withStatus(
                message.isEmpty() ? status.withoutMessage() : status.withMessage(message)));
  }

  private Outcome volume(String name) {
    Optional<PersistentVolume> found = volumes.get(name);
    if (found.isEmpty()) {
      return Outcome.DONE;
    }
    PersistentVolume volume = update(found.get(), Migration.annotated(found.get()));
    Optional<PersistentVolumeClaim> claim = claimOf(volume);
    switch (VolumePlan.decide(volume, claim)) {
      case VolumeAction.Phase(String phase) -> phase(volume, phase);
      case VolumeAction.Unbind() -> phase(update(volume, Binding.unbound(volume)), "Available");
      case VolumeAction.WakeClaim() -> claimQueue.add(Binding.claimKey(volume));
      case VolumeAction.Mismatch() -> mismatch(volume, claim.orElseThrow());
      case VolumeAction.Release(Reclaim then) -> {
        return release(volume, then);
      }
    }
    return Outcome.DONE;
  }

  /// What is not in the cache may just not be there yet: a volume that still has its claim must not
  /// be released.
  private Optional<PersistentVolumeClaim> claimOf(PersistentVolume volume) {
    var reference = volume.spec().claimRef();
    if (reference.uid().isEmpty()) {
      return Optional.empty();
    }
    return claims
        .get(Binding.claimKey(volume))
        .filter(claim -> claim.uid().equals(reference.uid()))
        .or(() ->
            client
                .in(Kinds.PERSISTENT_VOLUME_CLAIMS, reference.namespace())
                .find(reference.name()));
  }

  private Outcome release(PersistentVolume volume, Reclaim then) {
    PersistentVolume released = volume;
    if (!volume.status().phase().equals("Failed")) {
      released = phase(volume, "Released");
    }
    switch (then) {
      case Reclaim.Leave() -> {}
      case Reclaim.Fail(Note why) -> fail(released, why);
      case Reclaim.DeleteDirectory(String path) -> {
        try {
          Directories.delete(Path.of(path));
        } catch (IOException e) {
          fail(released, Note.warning("VolumeFailedDelete", e.toString()));
          return Outcome.after(AGAIN);
        }
        update(released, Migration.withoutFinalizer(released));
        client.on(Kinds.PERSISTENT_VOLUMES).delete(released.name());
      }
    }
    return Outcome.DONE;
  }

  private void fail(PersistentVolume volume, Note why) {
    if (!volume.status().phase().equals("Failed")) {
      tell(phase(volume, "Failed", why.message()), why);
    }
  }

  private void mismatch(PersistentVolume volume, PersistentVolumeClaim claim) {
    tell(
        volume,
        Note.warning(
            "VolumeMismatch",
            ("Cannot bind PersistentVolume to requested PersistentVolumeClaim \"%s\" due to"
                    + " incompatible volumeMode.")
                .formatted(claim.name())));
    tell(
        claim,
        Note.warning(
            "VolumeMismatch",
            ("Cannot bind PersistentVolume \"%s\" to requested PersistentVolumeClaim due to"
                    + " incompatible volumeMode.")
                .formatted(volume.name())));
  }

  private void tell(ApiObject about, Note note) {
    if (note.warning()) {
      recorder.warning(about, note.reason(), note.message());
    } else {
      recorder.normal(about, note.reason(), note.message());
    }
  }

  @Override
  public void close() {
    claimLoop.close();
    volumeLoop.close();
    recorder.close();
  }
}
