package k4j.controllers.persistentvolume;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.quantity.Quantity;
import k4j.api.selector.LabelSelector;

/// Which volume suits a claim.
final class VolumeMatch {

  private VolumeMatch() {}

  private static final List<String> MODES =
      List.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod");

  /// The volume that is reserved for the claim, else the smallest that suits. Those that can be
  /// accessed in fewer ways come first, be another reserved or not.
  ///
  /// @param delayed whether the scheduler chooses, so that only a reserved one is taken
  static Optional<PersistentVolume> find(
      PersistentVolumeClaim claim, List<PersistentVolume> volumes, boolean delayed) {
    LabelSelector selector =
        claim.spec().hasSelector()
            ? LabelSelector.of(claim.spec().selector().json())
            : LabelSelector.EVERYTHING;
    Map<List<String>, List<PersistentVolume>> byModes =
        volumes.stream()
            .filter(v -> !v.spec().hasClaimRef() || Binding.isBoundTo(v, claim))
            .filter(v -> fits(claim, v) && hasModes(claim, v) && !v.isDeleting())
            .sorted(
                Comparator.comparing(VolumeMatch::capacity).thenComparing(PersistentVolume::name))
            .collect(
                Collectors.groupingBy(
                    VolumeMatch::modes,
                    () ->
                        new TreeMap<>(
                            Comparator.<List<String>>comparingInt(List::size)
                                .thenComparing(Object::toString)),
                    Collectors.toList()));
    return byModes.values().stream()
        .map(group -> find(claim, group, selector, delayed))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<PersistentVolume> find(
      PersistentVolumeClaim claim,
      List<PersistentVolume> smallestFirst,
      LabelSelector selector,
      boolean delayed) {
    Optional<PersistentVolume> reserved =
        smallestFirst.stream().filter(v -> Binding.isBoundTo(v, claim)).findFirst();
    if (reserved.isPresent() || delayed) {
      return reserved;
    }
    return smallestFirst.stream()
        .filter(v -> v.status().phase().equals("Available"))
        .filter(v -> selector.matches(v.json().object("metadata").object("labels")))
        .filter(v -> Binding.storageClass(v).equals(Binding.storageClass(claim)))
        .findFirst();
  }

  /// The ways of access, each once, in Kubernetes' order.
  private static List<String> modes(PersistentVolume volume) {
    return MODES.stream().filter(volume.spec().accessModes()::contains).toList();
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
