package k4j.scheduler.volumes;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.storage.v1.CSINode;
import k4j.api.storage.v1.StorageClass;
import k4j.api.storage.v1.VolumeAttachment;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out nodes to which a CSI driver could attach no more volumes. (nodevolumelimits/csi.go.)
public final class NodeVolumeLimits implements FilterPlugin {

  private final Storage storage;

  public NodeVolumeLimits(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String name() {
    return "NodeVolumeLimits";
  }

  @Override
  public Prepared prepare(PodInfo info, Snapshot snapshot) {
    Pod pod = info.pod();
    List<ClaimRef> refs = ClaimRef.of(pod);
    if (refs.isEmpty()) {
      return Prepared.SKIP;
    }
    for (ClaimRef ref : refs) {
      if (storage.claim(pod.namespace(), ref.name()).isEmpty()) {
        Verdict missing =
            Verdict.unresolvable(
                this,
                "looking up PVC %s/%s: persistentvolumeclaim \"%s\" not found"
                    .formatted(pod.namespace(), ref.name(), ref.name()));
        return Prepared.check(_ -> missing);
      }
    }
    Map<String, String> wanted = volumes(pod);
    Verdict full = Verdict.unschedulable(this, "node(s) exceed max volume count");
    return wanted.isEmpty()
        ? Prepared.SKIP
        : Prepared.check(node -> exceeds(node, wanted) ? full : Verdict.FITS);
  }

  private boolean exceeds(NodeInfo node, Map<String, String> wanted) {
    Map<String, Long> limits = limits(node.name());
    if (limits.isEmpty()) {
      return false;
    }
    Map<String, String> attached = new HashMap<>();
    node.pods().forEach(pod -> attached.putAll(volumes(pod.pod())));
    for (VolumeAttachment attachment : storage.attachments(node.name())) {
      storage
          .volume(attachment.spec().source().persistentVolumeName())
          .filter(volume -> volume.spec().hasCsi())
          .ifPresent(volume -> attached.put(unique(volume), volume.spec().csi().driver()));
    }
    Map<String, Long> counts = new HashMap<>();
    attached.values().forEach(driver -> counts.merge(driver, 1L, Long::sum));
    Map<String, Long> more = new HashMap<>();
    wanted.forEach((volume, driver) -> {
      if (!attached.containsKey(volume)) {
        more.merge(driver, 1L, Long::sum);
      }
    });
    return more.entrySet().stream()
        .anyMatch(e ->
            limits.containsKey(e.getKey())
                && counts.getOrDefault(e.getKey(), 0L) + e.getValue()
                    > limits.getOrDefault(e.getKey(), 0L));
  }

  private Map<String, Long> limits(String node) {
    Map<String, Long> limits = new HashMap<>();
    storage
        .csiNode(node)
        .ifPresent(csi -> {
          for (JsonObject driver : csi.spec().json().array("drivers").objects()) {
            if (driver.object("allocatable").has("count")) {
              limits.put(driver.string("name"), driver.object("allocatable").integer("count"));
            }
          }
        });
    return limits;
  }

  /// The drivers of the pod's volumes, by what tells the volumes apart.
  private Map<String, String> volumes(Pod pod) {
    Map<String, String> drivers = new HashMap<>();
    for (ClaimRef ref : ClaimRef.of(pod)) {
      Optional<PersistentVolumeClaim> found = storage.claim(pod.namespace(), ref.name());
      if (found.isEmpty()) {
        continue;
      }
      PersistentVolumeClaim claim = found.get();
      Optional<PersistentVolume> volume =
          claim.spec().volumeName().isEmpty()
              ? Optional.empty()
              : storage.volume(claim.spec().volumeName());
      if (volume.isPresent()) {
        volume
            .filter(v -> v.spec().hasCsi())
            .ifPresent(v -> drivers.put(unique(v), v.spec().csi().driver()));
      } else {
        storage
            .storageClass(Storage.claimClass(claim))
            .map(StorageClass::provisioner)
            .filter(provisioner -> !provisioner.startsWith("kubernetes.io/"))
            .ifPresent(driver -> drivers.put(driver + "/claim/" + claim.key(), driver));
      }
    }
    return drivers;
  }

  private static String unique(PersistentVolume volume) {
    return volume.spec().csi().driver() + "/" + volume.spec().csi().volumeHandle();
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.TimePassed _ -> true;
      case ClusterEvent.PodGone(Pod gone) -> !ClaimRef.of(gone).isEmpty();
      case ClusterEvent.NodeAdded _,
          ClusterEvent.NodeUpdated _,
          ClusterEvent.PodAssigned _,
          ClusterEvent.PodChanged _ ->
          false;
      case ClusterEvent.ObjectChanged changed ->
          changed.now().isEmpty()
              ? changed.old().orElseThrow() instanceof VolumeAttachment
              : switch (changed.now().get()) {
                case CSINode _ -> true;
                case PersistentVolumeClaim claim ->
                    changed.isNew() && ClaimRef.uses(pod.pod(), claim.namespace(), claim.name());
                default -> false;
              };
    };
  }
}
