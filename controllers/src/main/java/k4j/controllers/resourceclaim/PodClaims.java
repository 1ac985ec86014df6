package k4j.controllers.resourceclaim;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodResourceClaim;
import k4j.api.core.v1.PodResourceClaimStatus;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.resource.v1.ResourceClaim;
import k4j.api.resource.v1.ResourceClaimTemplate;
import k4j.controllers.ownership.Owners;
import k4j.controllers.pods.PodState;

/// Decides what a pod's claims need. (controller: `syncPod`, `handleClaim`.)
final class PodClaims {

  static final String NAME = "resource.kubernetes.io/pod-claim-name";

  private static final int LONGEST_BASE = 57;
  private static final int MOST_CONSUMERS = 256;

  /// What is known of claims in the pod's namespace.
  interface Known {
    Optional<ResourceClaim> claim(String name);

    Optional<ResourceClaimTemplate> template(String name);

    /// Those that the pod controls.
    List<ResourceClaim> owned();
  }

  /// What is to be done for one claim of the pod.
  sealed interface Step {

    /// @param name of the claim in the pod's specification
    record Create(String name, ResourceClaim claim) implements Step {}

    /// The claim was made already, only the pod does not say so yet.
    record Tell(String name, String claim) implements Step {}

    record Fail(String name, String why) implements Step {}

    /// The scheduler was passed over, so that nobody has reserved the claim for the pod.
    record Reserve(ResourceClaim claim) implements Step {}
  }

  private PodClaims() {}

  /// The name of the claim as far as it is known; `""` where the pod does not need it after all.
  static Optional<String> nameOf(Pod pod, PodResourceClaim claim) {
    if (claim.hasResourceClaimName()) {
      return Optional.of(claim.resourceClaimName());
    }
    return pod.status().resourceClaimStatuses().stream()
        .filter(status -> status.name().equals(claim.name()))
        .map(PodResourceClaimStatus::resourceClaimName)
        .findFirst();
  }

  /// Whether the pod will not use its claims any more.
  static boolean isDone(Pod pod) {
    return PodState.isTerminal(pod) || (pod.isDeleting() && pod.spec().nodeName().isEmpty());
  }

  static List<Step> decide(Pod pod, Known known) {
    var steps = new ArrayList<Step>();
    if (pod.isDeleting()) {
      return steps;
    }
    for (PodResourceClaim claim : pod.spec().resourceClaims()) {
      ensure(pod, claim, known).ifPresent(steps::add);
    }
    if (steps.isEmpty() && !pod.spec().nodeName().isEmpty()) {
      reserve(pod, known, steps);
    }
    return steps;
  }

  private static Optional<Step> ensure(Pod pod, PodResourceClaim wanted, Known known) {
    Optional<String> name = nameOf(pod, wanted);
    boolean settled =
        name.filter(n ->
                n.isEmpty()
                    || known
                        .claim(n)
                        .filter(claim -> !mustOwn(wanted) || Owners.isControlledBy(claim, pod))
                        .isPresent())
            .isPresent();
    if (settled || !wanted.hasResourceClaimTemplateName()) {
      return Optional.empty();
    }
    for (ResourceClaim claim : known.owned()) {
      if (wanted.name().equals(claim.metadata().annotations().get(NAME))) {
        return Optional.of(new Step.Tell(wanted.name(), claim.name()));
      }
    }
    String template = wanted.resourceClaimTemplateName();
    return Optional.of(
        known
            .template(template)
            .<Step>map(found -> new Step.Create(wanted.name(), make(pod, wanted, found)))
            .orElseGet(() -> new Step.Fail(wanted.name(), missing(template))));
  }

  private static String missing(String template) {
    return ("resource claim template \"%s\": resourceclaimtemplate.resource.k8s.io \"%s\" not"
            + " found")
        .formatted(template, template);
  }

  /// A claim made from a template is the pod's own.
  private static boolean mustOwn(PodResourceClaim wanted) {
    return wanted.hasResourceClaimTemplateName();
  }

  private static ResourceClaim make(
      Pod pod, PodResourceClaim wanted, ResourceClaimTemplate template) {
    JsonObject from = template.spec().json().object("metadata");
    var metadata =
        JsonObject.builder()
            .put("generateName", base(pod.name(), wanted.name()))
            .put("namespace", pod.namespace())
            .put("annotations", from.object("annotations").with(NAME, wanted.name()))
            .put(
                "ownerReferences",
                JsonArray.of(Owners.controllerReference(pod).withoutBlockOwnerDeletion().json()));
    if (!from.object("labels").isEmpty()) {
      metadata.put("labels", from.object("labels"));
    }
    return new ResourceClaim(
        ResourceClaim.EMPTY
            .json()
            .with("metadata", metadata.build())
            .with("spec", template.spec().spec().json()));
  }

  /// Of names that are too long each gives its share.
  static String base(String pod, String claim) {
    String whole = pod + "-" + claim + "-";
    if (whole.length() <= LONGEST_BASE) {
      return whole;
    }
    return pod.substring(0, pod.length() * LONGEST_BASE / whole.length())
        + "-"
        + claim.substring(0, claim.length() * LONGEST_BASE / whole.length());
  }

  private static void reserve(Pod pod, Known known, List<Step> steps) {
    for (PodResourceClaim wanted : pod.spec().resourceClaims()) {
      nameOf(pod, wanted)
          .flatMap(known::claim)
          .filter(claim -> !mustOwn(wanted) || Owners.isControlledBy(claim, pod))
          .filter(claim -> claim.status().hasAllocation())
          .filter(claim -> claim.status().reservedFor().size() < MOST_CONSUMERS)
          .filter(claim ->
              claim.status().reservedFor().stream().noneMatch(r -> r.uid().equals(pod.uid())))
          .ifPresent(claim -> steps.add(new Step.Reserve(claim)));
    }
  }
}
