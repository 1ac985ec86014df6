package k4j.scheduler.volumes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Volume;
import k4j.api.json.JsonObject;
import k4j.api.storage.v1.StorageClass;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out nodes in another zone or region than the labels of the pod's volumes name.
/// (volumezone/volume_zone.go.)
public final class VolumeZone implements FilterPlugin {

  private static final String ZONE = "topology.kubernetes.io/zone";
  private static final String REGION = "topology.kubernetes.io/region";
  private static final String OLD_ZONE = "failure-domain.beta.kubernetes.io/zone";
  private static final String OLD_REGION = "failure-domain.beta.kubernetes.io/region";
  private static final List<String> LABELS = List.of(OLD_ZONE, OLD_REGION, ZONE, REGION);

  private final Storage storage;

  public VolumeZone(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String name() {
    return "VolumeZone";
  }

  /// Where a volume is.
  private record Place(String label, Set<String> values) {

    /// A node may have the newer name of the label only.
    boolean has(JsonObject labels) {
      String newer =
          switch (label) {
            case OLD_ZONE -> ZONE;
            case OLD_REGION -> REGION;
            default -> label;
          };
      String known = labels.has(label) ? label : newer;
      return labels.has(known) && values.contains(labels.string(known));
    }
  }

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    var places = new ArrayList<Place>();
    Optional<String> refusal = collect(pod.pod(), places);
    if (refusal.isPresent()) {
      return new Prepared.Refuse(new Verdict.Rejected(name(), false, List.of(refusal.get())));
    }
    if (places.isEmpty()) {
      return Prepared.SKIP;
    }
    Verdict elsewhere = Verdict.unresolvable(this, "node(s) had no available volume zone");
    return Prepared.check(node ->
        LABELS.stream().noneMatch(node.labels()::has)
                || places.stream().allMatch(place -> place.has(node.labels()))
            ? Verdict.FITS
            : elsewhere);
  }

  /// @return why that cannot be told
  private Optional<String> collect(Pod pod, List<Place> places) {
    for (Volume volume : pod.spec().volumes()) {
      if (!volume.hasPersistentVolumeClaim()) {
        continue;
      }
      String name = volume.persistentVolumeClaim().claimName();
      Optional<PersistentVolumeClaim> claim = storage.claim(pod.namespace(), name);
      if (claim.isEmpty()) {
        return Optional.of("persistentvolumeclaim \"" + name + "\" not found");
      }
      String bound = claim.get().spec().volumeName();
      if (bound.isEmpty()) {
        Optional<String> refusal = unbound(Storage.claimClass(claim.get()));
        if (refusal.isPresent()) {
          return refusal;
        }
        continue;
      }
      Optional<PersistentVolume> found = storage.volume(bound);
      if (found.isEmpty()) {
        return Optional.of("persistentvolume \"" + bound + "\" not found");
      }
      places.addAll(places(found.get()));
    }
    return Optional.empty();
  }

  private Optional<String> unbound(String className) {
    if (className.isEmpty()) {
      return Optional.of("PersistentVolumeClaim had no pv name and storageClass name");
    }
    Optional<StorageClass> storageClass = storage.storageClass(className);
    if (storageClass.isEmpty()) {
      return Optional.of("storageclass.storage.k8s.io \"" + className + "\" not found");
    }
    return storageClass.get().volumeBindingMode().equals("WaitForFirstConsumer")
        ? Optional.empty()
        : Optional.of("PersistentVolume had no name");
  }

  private static List<Place> places(PersistentVolume volume) {
    JsonObject labels = volume.json().object("metadata").object("labels");
    return LABELS.stream()
        .filter(labels::has)
        .map(label ->
            new Place(
                label,
                Arrays.stream(labels.string(label).split("__", -1))
                    .map(String::strip)
                    .collect(Collectors.toUnmodifiableSet())))
        .toList();
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeAdded _, ClusterEvent.TimePassed _ -> true;
      case ClusterEvent.NodeUpdated updated -> updated.labelsChanged();
      case ClusterEvent.PodAssigned _, ClusterEvent.PodGone _, ClusterEvent.PodChanged _ -> false;
      case ClusterEvent.ObjectChanged changed ->
          changed.now().isPresent()
              && switch (changed.now().get()) {
                case PersistentVolumeClaim claim ->
                    ClaimRef.uses(pod.pod(), claim.namespace(), claim.name());
                case PersistentVolume volume ->
                    changed.isNew()
                        || !places((PersistentVolume) changed.old().orElseThrow())
                            .equals(places(volume));
                case StorageClass added ->
                    changed.isNew() && added.volumeBindingMode().equals("WaitForFirstConsumer");
                default -> false;
              };
    };
  }
}
