package k4j.controllers.statefulset;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodTemplateSpec;
import k4j.controllers.pods.PodState;

/// What is seen of a StatefulSet.
///
/// @param collisions how often a revision's name was taken
/// @param pods what it controls
/// @param claims finds a claim by its name
record StatefulSetState(
    StatefulSet set,
    Revision current,
    Revision update,
    int collisions,
    List<Pod> pods,
    Function<String, Optional<PersistentVolumeClaim>> claims,
    Instant now) {

  /// @param name of the ControllerRevision, which pods carry as a label
  record Revision(String name, PodTemplateSpec template) {}

  StatefulSetState {
    pods = List.copyOf(pods);
  }

  static boolean isCreated(Pod pod) {
    return !pod.status().phase().isEmpty();
  }

  static boolean isRunningAndReady(Pod pod) {
    return pod.status().phase().equals("Running") && PodState.isReady(pod);
  }

  boolean isAvailable(Pod pod) {
    return PodState.isAvailable(pod, Duration.ofSeconds(set.spec().minReadySeconds()), now);
  }

  boolean isUnavailable(Pod pod) {
    return pod.isDeleting() || !isAvailable(pod);
  }

  /// Whether the pod's claims, those that there are, have the owners that they should have.
  boolean keepsClaims(Pod pod) {
    var retention = ClaimRetention.of(set, pod);
    return StatefulPods.claims(set, pod).stream()
        .map(claim -> claims.apply(claim.name()))
        .allMatch(claim -> claim.filter(c -> !retention.isKept(c)).isEmpty());
  }

  /// Whether the pod must wait until claims of an earlier one are gone.
  boolean hasStaleClaim(Pod pod) {
    var retention = ClaimRetention.of(set, pod);
    return StatefulPods.claims(set, pod).stream()
        .map(claim -> claims.apply(claim.name()))
        .anyMatch(claim -> claim.filter(retention::isStale).isPresent());
  }
}
