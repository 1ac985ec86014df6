package k4j.controllers.ephemeralvolume;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Volume;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.controllers.ownership.Owners;

/// Decides which claims a pod's ephemeral volumes need.
final class EphemeralClaims {

  /// What is to be done for a volume.
  sealed interface Step {
    String volume();

    record Create(String volume, PersistentVolumeClaim claim) implements Step {}

    /// Somebody else's claim has the name.
    record Refuse(String volume, String why) implements Step {}
  }

  private EphemeralClaims() {}

  static String name(Pod pod, Volume volume) {
    return pod.name() + "-" + volume.name();
  }

  /// Nothing for volumes that have their claims, and for a pod that goes.
  ///
  /// @param claims finds a claim next to the pod by its name
  static List<Step> decide(Pod pod, Function<String, Optional<PersistentVolumeClaim>> claims) {
    var steps = new ArrayList<Step>();
    if (pod.isDeleting()) {
      return steps;
    }
    for (Volume volume : pod.spec().volumes()) {
      if (!volume.hasEphemeral()) {
        continue;
      }
      Optional<PersistentVolumeClaim> claim = claims.apply(name(pod, volume));
      if (claim.isEmpty()) {
        steps.add(new Step.Create(volume.name(), claim(pod, volume)));
      } else if (!Owners.isControlledBy(claim.get(), pod)) {
        steps.add(
            new Step.Refuse(
                volume.name(),
                "PVC %s/%s was not created for pod %s/%s (pod is not owner)"
                    .formatted(pod.namespace(), claim.get().name(), pod.namespace(), pod.name())));
      }
    }
    return steps;
  }

  private static PersistentVolumeClaim claim(Pod pod, Volume volume) {
    JsonObject template = volume.ephemeral().volumeClaimTemplate().json();
    var metadata =
        JsonObject.builder()
            .put("name", name(pod, volume))
            .put("namespace", pod.namespace())
            .put("ownerReferences", JsonArray.of(Owners.controllerReference(pod).json()));
    for (String kept : List.of("annotations", "labels")) {
      JsonObject value = template.object("metadata").object(kept);
      if (!value.isEmpty()) {
        metadata.put(kept, value);
      }
    }
    return new PersistentVolumeClaim(
        PersistentVolumeClaim.EMPTY
            .json()
            .with("metadata", metadata.build())
            .with("spec", template.object("spec")));
  }
}
