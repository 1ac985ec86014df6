package k4j.scheduler.volumes;

import java.util.ArrayList;
import java.util.List;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Volume;

/// The claim that a volume of a pod asks for by name.
///
/// @param isEphemeral whether the claim is made for the pod
record ClaimRef(String name, boolean isEphemeral) {

  static List<ClaimRef> of(Pod pod) {
    var claims = new ArrayList<ClaimRef>();
    for (Volume volume : pod.spec().volumes()) {
      if (volume.hasPersistentVolumeClaim()) {
        claims.add(new ClaimRef(volume.persistentVolumeClaim().claimName(), false));
      } else if (volume.hasEphemeral()) {
        claims.add(new ClaimRef(pod.name() + "-" + volume.name(), true));
      }
    }
    return claims;
  }

  static boolean uses(Pod pod, String namespace, String claim) {
    return pod.namespace().equals(namespace)
        && of(pod).stream().anyMatch(ref -> ref.name().equals(claim));
  }
}
