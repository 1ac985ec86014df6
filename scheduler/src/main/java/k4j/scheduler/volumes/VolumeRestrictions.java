package k4j.scheduler.volumes;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Volume;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out nodes where a disk of the pod is mounted in a way that excludes it, and pods whose
/// claim only one pod may use at a time. (volumerestrictions/volume_restrictions.go.)
public final class VolumeRestrictions implements FilterPlugin {

  private final Storage storage;

  public VolumeRestrictions(Storage storage) {
    this.storage = storage;
  }

  @Override
  public String name() {
    return "VolumeRestrictions";
  }

  @Override
  public Prepared prepare(PodInfo info, Snapshot snapshot) {
    Pod pod = info.pod();
    List<Volume> disks =
        pod.spec().volumes().stream().filter(VolumeRestrictions::isExclusive).toList();
    Set<String> alone = new HashSet<>();
    for (Volume volume : pod.spec().volumes()) {
      if (volume.hasPersistentVolumeClaim()) {
        String name = volume.persistentVolumeClaim().claimName();
        Optional<PersistentVolumeClaim> claim = storage.claim(pod.namespace(), name);
        if (claim.isEmpty()) {
          String reason = "persistentvolumeclaim \"" + name + "\" not found";
          return new Prepared.Refuse(new Verdict.Rejected(name(), false, List.of(reason)));
        }
        if (claim.get().spec().accessModes().contains("ReadWriteOncePod")) {
          alone.add(name);
        }
      }
    }
    boolean used = !alone.isEmpty() && isUsed(alone, pod, snapshot);
    if (disks.isEmpty() && !used) {
      return Prepared.SKIP;
    }
    Verdict conflict = Verdict.unschedulable(this, "node(s) had no available disk");
    Verdict inUse =
        Verdict.unschedulable(
            this,
            "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode"
                + " already in-use by another pod");
    return Prepared.checkAll(node -> {
      if (disks.stream().anyMatch(disk -> isTaken(disk, node))) {
        return conflict;
      }
      return used ? inUse : Verdict.FITS;
    });
  }

  private static boolean isUsed(Set<String> claims, Pod pod, Snapshot snapshot) {
    for (NodeInfo node : snapshot.nodes()) {
      for (PodInfo other : node.pods()) {
        if (other.pod().namespace().equals(pod.namespace())
            && ClaimRef.of(other.pod()).stream().anyMatch(ref -> claims.contains(ref.name()))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isExclusive(Volume volume) {
    return volume.hasGcePersistentDisk()
        || volume.hasAwsElasticBlockStore()
        || volume.hasRbd()
        || volume.hasIscsi();
  }

  private static boolean isTaken(Volume disk, NodeInfo node) {
    return node.pods().stream().anyMatch(pod -> conflicts(disk, pod.pod()));
  }

  private static boolean conflicts(Volume disk, Pod pod) {
    return pod.spec().volumes().stream().anyMatch(other -> conflicts(disk, other));
  }

  private static boolean conflicts(Volume a, Volume b) {
    if (a.hasGcePersistentDisk() && b.hasGcePersistentDisk()) {
      var one = a.gcePersistentDisk();
      var two = b.gcePersistentDisk();
      return one.pdName().equals(two.pdName()) && !(one.readOnly() && two.readOnly());
    }
    if (a.hasAwsElasticBlockStore() && b.hasAwsElasticBlockStore()) {
      return a.awsElasticBlockStore().volumeID().equals(b.awsElasticBlockStore().volumeID());
    }
    if (a.hasIscsi() && b.hasIscsi()) {
      var one = a.iscsi();
      var two = b.iscsi();
      return one.iqn().equals(two.iqn()) && !(one.readOnly() && two.readOnly());
    }
    if (a.hasRbd() && b.hasRbd()) {
      var one = a.rbd();
      var two = b.rbd();
      return !Collections.disjoint(one.monitors(), new ArrayList<>(two.monitors()))
          && one.pool().equals(two.pool())
          && one.image().equals(two.image())
          && !(one.readOnly() && two.readOnly());
    }
    return false;
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeAdded _, ClusterEvent.TimePassed _ -> true;
      case ClusterEvent.PodGone(Pod gone) -> mayHelp(pod.pod(), gone);
      case ClusterEvent.NodeUpdated _, ClusterEvent.PodAssigned _, ClusterEvent.PodChanged _ ->
          false;
      case ClusterEvent.ObjectChanged changed ->
          changed.isNew()
              && changed.now().orElseThrow() instanceof PersistentVolumeClaim claim
              && ClaimRef.uses(pod.pod(), claim.namespace(), claim.name());
    };
  }

  private static boolean mayHelp(Pod pod, Pod gone) {
    return gone.namespace().equals(pod.namespace())
        && (pod.spec().volumes().stream().anyMatch(disk -> conflicts(disk, gone))
            || ClaimRef.of(gone).stream()
                .anyMatch(ref -> ClaimRef.uses(pod, pod.namespace(), ref.name())));
  }
}
