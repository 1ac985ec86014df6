package k4j.controllers.persistentvolume;

import java.util.Optional;
import java.util.regex.Pattern;
import k4j.api.core.v1.PersistentVolume;

/// What becomes of a volume whose claim is gone.
sealed interface Reclaim {

  /// It is left to the administrator, or to who provisioned it.
  record Leave() implements Reclaim {}

  /// It cannot be reclaimed as it asks for.
  record Fail(Note why) implements Reclaim {}

  /// The directory of the machine is deleted, and the volume with it.
  record DeleteDirectory(String path) implements Reclaim {}

  Pattern TEMPORARY = Pattern.compile("/tmp/.+");

  static Reclaim of(PersistentVolume volume) {
    if (Migration.isMigrated(volume)) {
      return new Leave();
    }
    return switch (volume.spec().persistentVolumeReclaimPolicy()) {
      case "Retain" -> new Leave();
      case "Delete" -> delete(volume);
      case "Recycle" ->
          new Fail(Note.warning("VolumeFailedRecycle", "No recycler plugin found for the volume!"));
      default ->
          new Fail(
              Note.warning(
                  "VolumeUnknownReclaimPolicy",
                  "Volume has unrecognized PersistentVolumeReclaimPolicy"));
    };
  }

  private static Reclaim delete(PersistentVolume volume) {
    Optional<String> provisioner = Binding.provisioner(volume).filter(name -> !name.isEmpty());
    if (provisioner.isPresent()) {
      String name = provisioner.get();
      if (!Migration.isInTree(name)) {
        return new Leave();
      }
      return name.equals(Migration.HOST_PATH)
          ? directory(volume)
          : failedDelete("no volume plugin matched name: " + name);
    }
    if (volume.spec().hasCsi()) {
      return new Leave();
    }
    if (volume.spec().hasHostPath()) {
      return directory(volume);
    }
    return failedDelete(
        "error getting deleter volume plugin for volume \"%s\": %s"
            .formatted(
                volume.name(),
                volume.spec().hasNfs()
                    ? "no deletable volume plugin matched"
                    : "no volume plugin matched"));
  }

  /// Kubernetes deletes directories on the machine of its controllers, for tests, and only there.
  private static Reclaim directory(PersistentVolume volume) {
    String path = volume.spec().hostPath().path();
    return TEMPORARY.matcher(path).find()
        ? new DeleteDirectory(path)
        : failedDelete("host_path deleter only supports /tmp/.+ but received provided " + path);
  }

  private static Reclaim failedDelete(String message) {
    return new Fail(Note.warning("VolumeFailedDelete", message));
  }
}
