package k4j.controllers.persistentvolume;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.quantity.Quantity;
import k4j.api.selector.LabelSelector;

/// Which volume suits a claim.
final class VolumeMatch {

  private VolumeMatch() {}

  /// The volume that is reserved for the claim, else the smallest that suits.
  ///
  /// @param delayed whether the scheduler chooses, so that only a reserved one is taken
  static Optional<PersistentVolume> find(
      PersistentVolumeClaim claim, List<PersistentVolume> volumes, boolean delayed) {
    List<PersistentVolume> candidates =
        volumes.stream()
            .filter(v -> !v.spec().hasClaimRef() || Binding.isBoundTo(v, claim))
            .filter(v -> fits(claim, v) && hasModes(claim, v) && !v.isDeleting())
            .toList();
    Optional<PersistentVolume> reserved =
        candidates.stream().filter(v -> Binding.isBoundTo(v, claim)).findFirst();
    if (reserved.isPresent() || delayed) {
      return reserved;
    }
    LabelSelector selector =
        claim.spec().hasSelector()
            ? LabelSelector.of(claim.spec().selector().json())
            : LabelSelector.EVERYTHING;
    return candidates.stream()
        .filter(v -> v.status().phase().equals("Available"))
        .filter(v -> selector.matches(v.json().object("metadata").object("labels")))
        .filter(v -> Binding.storageClass(v).equals(Binding.storageClass(claim)))
        .min(
            Comparator.<PersistentVolume>comparingInt(v -> v.spec().accessModes().size())
                .thenComparing(VolumeMatch::capacity)
                .thenComparing(PersistentVolume::name));
  }

  /// Why a volume that the claim names cannot be had.
  static Optional<String> mismatch(PersistentVolumeClaim claim, PersistentVolume volume) {
    if (volume.isDeleting()) {
      return Optional.of("the volume is marked for deletion \"%s\"".formatted(volume.name()));
    }
    if (capacity(volume).compareTo(requested(claim)) < 0) {
      return Optional.of("requested PV is too small");
    }
    if (!Binding.storageClass(volume).equals(Binding.storageClass(claim))) {
      return Optional.of("storageClassName does not match");
    }
    if (!sameAttributes(claim, volume)) {
      return Optional.of("volumeAttributesClassName does not match");
    }
    if (!sameMode(claim, volume)) {
      return Optional.of("incompatible volumeMode");
    }
    return hasModes(claim, volume) ? Optional.empty() : Optional.of("incompatible accessMode");
  }

  private static boolean fits(PersistentVolumeClaim claim, PersistentVolume volume) {
    return capacity(volume).compareTo(requested(claim)) >= 0
        && sameMode(claim, volume)
        && sameAttributes(claim, volume);
  }

  private static Quantity capacity(PersistentVolume volume) {
    return Quantity.of(volume.spec().json().object("capacity").get("storage"));
  }

  private static Quantity requested(PersistentVolumeClaim claim) {
    return Quantity.of(claim.spec().json().object("resources").object("requests").get("storage"));
  }

  private static boolean sameAttributes(PersistentVolumeClaim claim, PersistentVolume volume) {
    return claim
        .spec()
        .volumeAttributesClassName()
        .equals(volume.spec().volumeAttributesClassName());
  }

  static boolean sameMode(PersistentVolumeClaim claim, PersistentVolume volume) {
    return mode(claim.spec().volumeMode()).equals(mode(volume.spec().volumeMode()));
  }

  private static String mode(String mode) {
    return mode.isEmpty() ? "Filesystem" : mode;
  }

  private static boolean hasModes(PersistentVolumeClaim claim, PersistentVolume volume) {
    return volume.spec().accessModes().containsAll(claim.spec().accessModes());
  }
}
