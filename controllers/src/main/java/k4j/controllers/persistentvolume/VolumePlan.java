package k4j.controllers.persistentvolume;

import java.util.Optional;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;

/// Decides what becomes of a volume.
final class VolumePlan {

  private VolumePlan() {}

  /// @param claim the one that the volume names, where it exists
  static VolumeAction decide(PersistentVolume volume, Optional<PersistentVolumeClaim> claim) {
    String uid = volume.spec().claimRef().uid();
    if (uid.isEmpty()) {
      return new VolumeAction.Phase("Available");
    }
    if (claim.isEmpty() || !claim.get().uid().equals(uid)) {
      return new VolumeAction.Release(Reclaim.of(volume));
    }
    String chosen = claim.get().spec().volumeName();
    if (chosen.isEmpty()) {
      return VolumeMatch.sameMode(claim.get(), volume)
          ? new VolumeAction.WakeClaim()
          : new VolumeAction.Mismatch();
    }
    if (chosen.equals(volume.name())) {
      return new VolumeAction.Phase("Bound");
    }
    boolean surplus =
        Binding.provisioner(volume).isPresent()
            && volume.spec().persistentVolumeReclaimPolicy().equals("Delete");
    return surplus ? new VolumeAction.Release(Reclaim.of(volume)) : new VolumeAction.Unbind();
  }
}
