package k4j.controllers.statefulset;

import java.util.ArrayList;
import java.util.List;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.v1.OwnerReference;
import k4j.controllers.ownership.Owners;

/// Who owns a claim, so that the garbage collector takes it along as the set's retention policy
/// says: the set where it goes with the set, the pod where it goes with a pod that is scaled away.
///
/// @param deleted whether claims go when the set is deleted
/// @param scaled whether claims go when their pods are scaled away
record ClaimRetention(StatefulSet set, Pod pod, boolean deleted, boolean scaled) {

  static ClaimRetention of(StatefulSet set, Pod pod) {
    var policy = set.spec().persistentVolumeClaimRetentionPolicy();
    return new ClaimRetention(
        set, pod, policy.whenDeleted().equals("Delete"), policy.whenScaled().equals("Delete"));
  }

  /// Whether the claim is to go with the set, and with the pod.
  private boolean wantsSet() {
    return deleted && (!scaled || Ordinal.isWanted(set, pod));
  }

  private boolean wantsPod() {
    return scaled && !Ordinal.isWanted(set, pod);
  }

  private static boolean names(OwnerReference reference, ApiObject owner) {
    return reference.apiVersion().equals(owner.apiVersion())
        && reference.kind().equals(owner.kind())
        && reference.name().equals(owner.name());
  }

  private static boolean isOwned(PersistentVolumeClaim claim, ApiObject owner) {
    return claim.metadata().ownerReferences().stream()
        .anyMatch(reference -> reference.uid().equals(owner.uid()));
  }

  /// Whether the claim belongs to an earlier object of the owner's name.
  private static boolean isStale(PersistentVolumeClaim claim, ApiObject owner) {
    return claim.metadata().ownerReferences().stream()
        .filter(reference -> names(reference, owner))
        .findFirst()
        .filter(reference -> !reference.uid().equals(owner.uid()))
        .isPresent();
  }

  /// Whether the claim goes with an earlier pod of the name, so that a new one must wait.
  boolean isStale(PersistentVolumeClaim claim) {
    return scaled && isStale(claim, pod);
  }

  /// Whether somebody else controls the claim, or an earlier set or pod owns it.
  boolean isContested(PersistentVolumeClaim claim) {
    if (!deleted && !scaled) {
      return false;
    }
    for (OwnerReference reference : claim.metadata().ownerReferences()) {
      if (names(reference, set)) {
        if (!reference.uid().equals(set.uid())) {
          return true;
        }
      } else if (names(reference, pod)) {
        if (!reference.uid().equals(pod.uid())) {
          return true;
        }
      } else if (reference.controller()) {
        return true;
      }
    }
    return false;
  }

  /// Whether the claim is owned as it should be, or by owners of earlier times, which is left
  /// alone.
  boolean isKept(PersistentVolumeClaim claim) {
    if (isStale(claim, set) || isStale(claim, pod)) {
      return true;
    }
    boolean ownedBySet = isOwned(claim, set);
    boolean ownedByPod = isOwned(claim, pod);
    if (isContested(claim)) {
      return !ownedBySet && !ownedByPod;
    }
    for (OwnerReference reference : claim.metadata().ownerReferences()) {
      boolean ours = reference.uid().equals(set.uid()) || reference.uid().equals(pod.uid());
      if (ours && !reference.controller()) {
        return false;
      }
    }
    return ownedBySet == wantsSet() && ownedByPod == wantsPod();
  }

  /// The claim with the owners that it should have.
  PersistentVolumeClaim applied(PersistentVolumeClaim claim) {
    List<Json> references = new ArrayList<>();
    for (OwnerReference reference : claim.metadata().ownerReferences()) {
      if (!names(reference, set) && !names(reference, pod)) {
        references.add(reference.json());
      }
    }
    if (!isContested(claim)) {
      if (wantsSet()) {
        references.add(Owners.controllerReference(set).json());
      }
      if (wantsPod()) {
        references.add(Owners.controllerReference(pod).json());
      }
    }
    JsonObject metadata = claim.json().object("metadata");
    return new PersistentVolumeClaim(
        claim
            .json()
            .with(
                "metadata",
                references.isEmpty()
                    ? metadata.without("ownerReferences")
                    : metadata.with("ownerReferences", JsonArray.of(references))));
  }
}
