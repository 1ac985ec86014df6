package k4j.controllers.pvcprotection;

import java.util.ArrayList;
import java.util.List;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Volume;
import k4j.controllers.ownership.Owners;

/// Which claims pods use.
final class ClaimUse {

  private ClaimUse() {}

  /// The keys of the claims that a pod may use, those made for it included.
  static List<String> keys(Pod pod) {
    var keys = new ArrayList<String>();
    for (Volume volume : pod.spec().volumes()) {
      if (volume.hasPersistentVolumeClaim()) {
        keys.add(pod.namespace() + "/" + volume.persistentVolumeClaim().claimName());
      } else if (volume.hasEphemeral()) {
        keys.add(pod.namespace() + "/" + pod.name() + "-" + volume.name());
      }
    }
    return keys;
  }

  /// Whether the pod has or may yet get the claim's volume. One without a node will not get one:
  /// the scheduler does not place pods with a claim that is being deleted.
  static boolean uses(Pod pod, PersistentVolumeClaim claim) {
    if (pod.spec().nodeName().isEmpty()) {
      return false;
    }
    for (Volume volume : pod.spec().volumes()) {
      boolean named =
          volume.hasPersistentVolumeClaim()
              && volume.persistentVolumeClaim().claimName().equals(claim.name());
      boolean made =
          volume.hasEphemeral()
              && !isShutDown(pod)
              && claim.name().equals(pod.name() + "-" + volume.name())
              && Owners.isControlledBy(claim, pod);
      if (named || made) {
        return true;
      }
    }
    return false;
  }

  /// The pod may wait for the claim to go, so the claim must not wait for such a pod.
  private static boolean isShutDown(Pod pod) {
    return pod.isDeleting()
        && pod.metadata().hasDeletionGracePeriodSeconds()
        && pod.metadata().deletionGracePeriodSeconds() == 0;
  }
}
