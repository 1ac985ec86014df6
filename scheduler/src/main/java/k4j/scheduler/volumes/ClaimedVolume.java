package k4j.scheduler.volumes;

import k4j.api.Kinds;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// How a volume and a claim look once the scheduler has decided on them. (component-helpers:
/// storage/volume, `GetBindVolumeToClaim`.)
final class ClaimedVolume {

  private static final String BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";

  private ClaimedVolume() {}

  /// The volume as that of the claim.
  static PersistentVolume of(PersistentVolume volume, PersistentVolumeClaim claim) {
    JsonObject reference =
        JsonObject.builder()
            .put("kind", "PersistentVolumeClaim")
            .put("apiVersion", "v1")
            .put("namespace", claim.namespace())
            .put("name", claim.name())
            .put("uid", claim.uid())
            .put("resourceVersion", claim.resourceVersion())
            .build();
    JsonObject json = volume.json();
    if (!volume.spec().claimRef().uid().equals(claim.uid())) {
      json = json.withAt(reference, "spec", "claimRef");
    }
    if (!VolumeMatch.isFor(volume, claim)) {
      json = json.withAt(Json.of("yes"), "metadata", "annotations", BY_CONTROLLER);
    }
    return Kinds.PERSISTENT_VOLUMES.of(json);
  }

  /// The claim as one whose volume is to be made for a node.
  static PersistentVolumeClaim selected(PersistentVolumeClaim claim, String node) {
    return Kinds.PERSISTENT_VOLUME_CLAIMS.of(
        claim.json().withAt(Json.of(node), "metadata", "annotations", Storage.SELECTED_NODE));
  }
}
