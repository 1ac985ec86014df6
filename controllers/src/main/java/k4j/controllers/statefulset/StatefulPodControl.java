package k4j.controllers.statefulset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import k4j.api.Kinds;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.event.EventRecorder;
import k4j.client.informer.Informer;
import k4j.controllers.pods.Expectations;

/// Carries out what a StatefulSet does for its pods and their claims, and says so in its events.
/// (controller: StatefulPodControl.)
record StatefulPodControl(
    Client client,
    Informer<PersistentVolumeClaim> claims,
    Expectations expectations,
    EventRecorder recorder) {

  void carryOut(StatefulSet set, StatefulSetAction action) {
    switch (action) {
      case StatefulSetAction.Create(Pod pod) -> create(set, pod);
      case StatefulSetAction.Delete(Pod pod) -> delete(set, pod);
      case StatefulSetAction.MakeClaims(Pod pod) -> makeClaims(set, pod);
      case StatefulSetAction.Repair(Pod pod) -> repair(set, pod);
      case StatefulSetAction.OwnClaims(Pod pod) -> ownClaims(set, pod);
    }
  }

  Optional<PersistentVolumeClaim> find(StatefulSet set, String claim) {
    return claims.get(set.namespace(), claim);
  }

  private void create(StatefulSet set, Pod pod) {
    boolean created = false;
    try {
      told("Create", set, pod, () -> ensureClaims(set, pod));
      try {
        client.near(Kinds.PODS, set).create(pod);
        created = true;
      } catch (StatusException e) {
        if (!e.isAlreadyExists()) {
          told("Update", set, pod, () -> ownClaims(set, pod));
          tellFailed("Create", set, pod, e);
        }
        throw e;
      }
    } finally {
      if (!created) {
        expectations.creationObserved(set.key());
      }
    }
    told("Update", set, pod, () -> ownClaims(set, pod));
    tell("Create", set, pod);
  }

  private void delete(StatefulSet set, Pod pod) {
    boolean going = false;
    try {
      client.near(Kinds.PODS, pod).delete(pod.name(), DeleteOptions.of(pod));
      going = true;
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        tellFailed("Delete", set, pod, e);
        throw e;
      }
    } finally {
      if (!going) {
        expectations.deletionObserved(set.key(), pod.uid());
      }
    }
    tell("Delete", set, pod);
  }

  private void makeClaims(StatefulSet set, Pod pod) {
    ensureClaims(set, pod);
    told("Update", set, pod, () -> ownClaims(set, pod));
  }

  private void repair(StatefulSet set, Pod pod) {
    Pod repaired = pod;
    if (!StatefulPods.hasIdentity(set, pod)) {
      repaired = StatefulPods.withIdentity(set, repaired);
    }
    if (!StatefulPods.hasStorage(set, pod)) {
      repaired = StatefulPods.withStorage(set, repaired);
      told("Update", set, pod, () -> ensureClaims(set, pod));
    }
    told("Update", set, pod, () -> ownClaims(set, pod));
    Pod written = repaired;
    told("Update", set, pod, () -> client.near(Kinds.PODS, pod).update(written));
    tell("Update", set, pod);
  }

  private void ensureClaims(StatefulSet set, Pod pod) {
    List<String> failures = new ArrayList<>();
    for (PersistentVolumeClaim claim : StatefulPods.claims(set, pod)) {
      ensure(set, pod, claim).ifPresent(failures::add);
    }
    if (!failures.isEmpty()) {
      String message =
          failures.size() == 1
              ? failures.getFirst()
              : failures.stream().collect(Collectors.joining(", ", "[", "]"));
      // Claims that are late or going are nothing to be told of: the next try will do.
      throw new StatusException(new Status(409, "Conflict", message, Status.Details.NONE));
    }
  }

  /// What is wrong with the claim; empty where it is there.
  private Optional<String> ensure(StatefulSet set, Pod pod, PersistentVolumeClaim claim) {
    Optional<PersistentVolumeClaim> known = find(set, claim.name());
    if (known.isPresent()) {
      return known
          .filter(ApiObject::isDeleting)
          .map(going -> "pvc %s is being deleted".formatted(going.name()));
    }
    try {
      client.near(Kinds.PERSISTENT_VOLUME_CLAIMS, set).create(claim);
      recorder.normal(
          set,
          "SuccessfulCreate",
          "Create Claim %s Pod %s in StatefulSet %s success"
              .formatted(claim.name(), pod.name(), set.name()));
      return Optional.empty();
    } catch (StatusException e) {
      if (!e.isAlreadyExists()) {
        recorder.warning(
            set,
            "FailedCreate",
            "Create Claim %s for Pod %s in StatefulSet %s failed error: %s"
                .formatted(claim.name(), pod.name(), set.name(), e.status().message()));
      }
      return Optional.of(
          "failed to create PVC %s: %s".formatted(claim.name(), e.status().message()));
    }
  }

  private void ownClaims(StatefulSet set, Pod pod) {
    var retention = ClaimRetention.of(set, pod);
    for (PersistentVolumeClaim wanted : StatefulPods.claims(set, pod)) {
      Optional<PersistentVolumeClaim> known = find(set, wanted.name());
      if (known.filter(retention::isContested).isPresent()) {
        recorder.warning(
            set,
            "ConflictingController",
            ("PersistentVolumeClaim %s has a conflicting OwnerReference that acts as a manging"
                    + " controller, the retention policy is ignored for this claim")
                .formatted(wanted.name()));
      }
      known
          .filter(claim -> !retention.isKept(claim))
          .ifPresent(claim ->
              client.near(Kinds.PERSISTENT_VOLUME_CLAIMS, claim).update(retention.applied(claim)));
    }
  }

  /// Tells of a failure before it goes on.
  private void told(String verb, StatefulSet set, Pod pod, Runnable work) {
    try {
      work.run();
    } catch (StatusException e) {
      tellFailed(verb, set, pod, e);
      throw e;
    }
  }

  private void tell(String verb, StatefulSet set, Pod pod) {
    recorder.normal(
        set,
        "Successful" + verb,
        "%s Pod %s in StatefulSet %s successful".formatted(verb, pod.name(), set.name()));
  }

  private void tellFailed(String verb, StatefulSet set, Pod pod, StatusException e) {
    recorder.warning(
        set,
        "Failed" + verb,
        "%s Pod %s in StatefulSet %s failed error: %s"
            .formatted(verb, pod.name(), set.name(), e.status().message()));
  }
}
