package k4j.controllers.directoryprovisioner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.meta.StatusException;
import k4j.api.storage.v1.StorageClass;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.event.EventRecorder;
import k4j.client.event.EventSource;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;
import k4j.client.queue.BackOff;
import k4j.client.queue.WorkQueue;
import k4j.client.reconcile.ControllerLoop;
import k4j.client.reconcile.Outcome;
import k4j.controllers.Controller;
import k4j.controllers.directories.Directories;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Provisions volumes that are directories of one node: the claims whose pods the scheduler wants
/// there (annotation `volume.kubernetes.io/selected-node`), and those of classes that do not wait
/// for a pod.
public final class DirectoryProvisioner implements Controller {

  /// As storage classes name it.
  public static final String NAME = DirectoryPlan.PROVISIONER;

  private static final Logger LOG = LoggerFactory.getLogger(DirectoryProvisioner.class);
  private static final int FOR_ALL = 0777;

  private final Client client;
  private final Informers informers;
  private final Informer<PersistentVolumeClaim> claims;
  private final Informer<PersistentVolume> volumes;
  private final Informer<StorageClass> classes;
  private final EventRecorder recorder;
  private final ControllerLoop<String> claimLoop;
  private final ControllerLoop<String> volumeLoop;
  private final String node;
  private final Path root;

  /// @param node the name of the node that the directories are on
  /// @param root the folder on it that gets a directory for each volume
  public DirectoryProvisioner(Client client, Surroundings surroundings, String node, Path root) {
    this.client = client;
    this.node = node;
    this.root = root.toAbsolutePath().normalize();
    informers = new Informers(client, surroundings);
    claims = informers.of(Kinds.PERSISTENT_VOLUME_CLAIMS);
    volumes = informers.of(Kinds.PERSISTENT_VOLUMES);
    classes = informers.of(Kinds.STORAGE_CLASSES);
    recorder = new EventRecorder(client, surroundings, EventSource.of(NAME + "_" + node));
    WorkQueue<String> claimQueue = queue(surroundings);
    WorkQueue<String> volumeQueue = queue(surroundings);
    List<Informer<?>> caches = List.of(claims, volumes, classes);
    claimLoop = new ControllerLoop<>("directory-claims", caches, claimQueue, this::claim);
    volumeLoop = new ControllerLoop<>("directory-volumes", caches, volumeQueue, this::volume);
    claims.handle(Handler.each(claim -> claimQueue.add(claim.key())));
    volumes.handle(Handler.each(volume -> volumeQueue.add(volume.key())));
    classes.handle(Handler.each(_ -> claims.list().forEach(claim -> claimQueue.add(claim.key()))));
  }

  private static WorkQueue<String> queue(Surroundings surroundings) {
    return new WorkQueue<>(surroundings.clock(), surroundings.timer(), BackOff.PER_ITEM);
  }

  @Override
  public void start() {
    informers.start();
    claimLoop.start(1);
    volumeLoop.start(1);
  }

  private DirectoryPlan.Place place() {
    String host =
        client
            .on(Kinds.NODES)
            .find(node)
            .map(Node::metadata)
            .map(metadata -> metadata.labels().get("kubernetes.io/hostname"))
            .orElse(node);
    return new DirectoryPlan.Place(node, host, root.toString());
  }

  private Outcome claim(String key) {
    Optional<PersistentVolumeClaim> found = claims.get(key);
    if (found.isEmpty() || !found.get().spec().volumeName().isEmpty()) {
      return Outcome.DONE;
    }
    PersistentVolumeClaim claim = found.get();
    String storageClass = claim.spec().storageClassName();
    return switch (DirectoryPlan.decide(claim, classes.get(storageClass), place())) {
      case ClaimStep.Leave() -> Outcome.DONE;
      case ClaimStep.Refuse(String why) -> failed(claim, storageClass, why);
      case ClaimStep.Make(PersistentVolume volume) -> make(claim, volume);
    };
  }

  private Outcome failed(PersistentVolumeClaim claim, String storageClass, String why) {
    recorder.warning(
        claim,
        "ProvisioningFailed",
        "failed to provision volume with StorageClass \"%s\": %s".formatted(storageClass, why));
    return new Outcome.Retry();
  }

  private Outcome make(PersistentVolumeClaim claim, PersistentVolume volume) {
    if (volumes.get(volume.name()).isPresent()) {
      return Outcome.DONE; // the binder will see it
    }
    recorder.normal(
        claim,
        "Provisioning",
        "External provisioner is provisioning volume for claim \"%s\"".formatted(claim.key()));
    Path directory = Path.of(volume.spec().local().path());
    try {
      Files.createDirectories(directory);
      Files.setAttribute(directory, "unix:mode", FOR_ALL);
    } catch (IOException e) {
      return failed(claim, claim.spec().storageClassName(), e.toString());
    }
    try {
      client.on(Kinds.PERSISTENT_VOLUMES).create(volume);
    } catch (StatusException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
      return forget(volume, directory);
    }
    LOG.atInfo()
        .addKeyValue("claim", claim.key())
        .addKeyValue("volume", volume.name())
        .log("Volume provisioned");
    recorder.normal(
        claim, "ProvisioningSucceeded", "Successfully provisioned volume " + volume.name());
    return Outcome.DONE;
  }

  /// Another node was quicker, unless the volume is that of an earlier attempt of ours.
  private Outcome forget(PersistentVolume volume, Path directory) {
    boolean others =
        client
            .on(Kinds.PERSISTENT_VOLUMES)
            .find(volume.name())
            .filter(v -> !v.spec().local().path().equals(directory.toString()))
            .isPresent();
    if (others) {
      try {
        Files.deleteIfExists(directory);
      } catch (IOException e) {
        LOG.atWarn().addKeyValue("directory", directory).setCause(e).log("Directory left over");
      }
    }
    return Outcome.DONE;
  }

  private Outcome volume(String name) {
    Optional<PersistentVolume> found = volumes.get(name);
    if (found.isEmpty()
        || !NAME.equals(
            found.get().metadata().annotations().get("pv.kubernetes.io/provisioned-by"))) {
      return Outcome.DONE;
    }
    PersistentVolume volume = found.get();
    return switch (DirectoryPlan.decide(volume, place())) {
      case VolumeStep.Leave() -> Outcome.DONE;
      case VolumeStep.Change(PersistentVolume changed) -> {
        client.on(Kinds.PERSISTENT_VOLUMES).update(changed);
        yield Outcome.DONE;
      }
      case VolumeStep.Remove() -> remove(volume);
    };
  }

  private Outcome remove(PersistentVolume volume) {
    try {
      Directories.delete(Path.of(volume.spec().local().path()));
    } catch (IOException e) {
      recorder.warning(volume, "VolumeFailedDelete", e.toString());
      return new Outcome.Retry();
    }
    PersistentVolume marked = volume;
    if (!volume.isDeleting()) {
      client.on(Kinds.PERSISTENT_VOLUMES).delete(volume.name());
      Optional<PersistentVolume> left = client.on(Kinds.PERSISTENT_VOLUMES).find(volume.name());
      if (left.isEmpty()) {
        return Outcome.DONE;
      }
      marked = left.get();
    }
    client.on(Kinds.PERSISTENT_VOLUMES).update(DirectoryPlan.withoutFinalizer(marked));
    LOG.atInfo().addKeyValue("volume", volume.name()).log("Volume deleted");
    return Outcome.DONE;
  }

  @Override
  public void close() {
    claimLoop.close();
    volumeLoop.close();
    recorder.close();
    informers.close();
  }
}
