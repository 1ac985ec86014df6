package k4j.scheduler.volumes;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.core.v1.ObjectReference;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.selector.LabelSelector;
import org.jspecify.annotations.Nullable;

/// The volume that suits a claim on a node: one that is meant for it, else the smallest that is
/// large enough. (component-helpers: storage/volume, `FindMatchingVolume`.)
final class VolumeMatch {

  private VolumeMatch() {}

  /// @param taken the names of volumes that other claims of the pod have
  static Optional<PersistentVolume> find(
      PersistentVolumeClaim claim,
      List<PersistentVolume> volumes,
      Set<String> taken,
      JsonObject nodeLabels) {
    @Nullable PersistentVolume smallest = null;
    for (PersistentVolume volume : volumes) {
      if (taken.contains(volume.name()) || !couldBe(volume, claim)) {
        continue;
      }
      boolean reachable = Storage.isReachable(volume, nodeLabels);
      if (isFor(volume, claim)) {
        return reachable ? Optional.of(volume) : Optional.empty();
      }
      boolean smaller = smallest == null || size(volume).compareTo(size(smallest)) < 0;
      if (reachable && smaller && isFree(volume, claim)) {
        smallest = volume;
      }
    }
    return Optional.ofNullable(smallest);
  }

  private static boolean couldBe(PersistentVolume volume, PersistentVolumeClaim claim) {
    return (!volume.spec().hasClaimRef() || isFor(volume, claim))
        && size(volume).compareTo(size(claim)) >= 0
        && mode(volume.spec().volumeMode()).equals(mode(claim.spec().volumeMode()))
        && volume
            .spec()
            .volumeAttributesClassName()
            .equals(claim.spec().volumeAttributesClassName())
        && !volume.isDeleting();
  }

  private static boolean isFree(PersistentVolume volume, PersistentVolumeClaim claim) {
    JsonObject labels = volume.json().object("metadata").object("labels");
    return volume.status().phase().equals("Available")
        && (!claim.spec().hasSelector()
            || LabelSelector.of(claim.spec().json().get("selector")).matches(labels))
        && Storage.volumeClass(volume).equals(Storage.claimClass(claim))
        && volume.spec().accessModes().containsAll(claim.spec().accessModes());
  }

  /// Whether the volume names the claim.
  static boolean isFor(PersistentVolume volume, PersistentVolumeClaim claim) {
    ObjectReference named = volume.spec().claimRef();
    return volume.spec().hasClaimRef()
        && named.name().equals(claim.name())
        && named.namespace().equals(claim.namespace())
        && (named.uid().isEmpty() || named.uid().equals(claim.uid()));
  }

  static Quantity size(PersistentVolumeClaim claim) {
    return claim.spec().resources().requests().getOrDefault("storage", Quantity.ZERO);
  }

  private static Quantity size(PersistentVolume volume) {
    return volume.spec().capacity().getOrDefault("storage", Quantity.ZERO);
  }

  private static String mode(String mode) {
    return mode.isEmpty() ? "Filesystem" : mode;
  }
}
