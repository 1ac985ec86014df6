package k4j.controllers.resourceclaim;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import k4j.api.resource.v1.ResourceClaim;
import k4j.api.resource.v1.ResourceClaimConsumerReference;
import k4j.controllers.ownership.Finalizers;

/// Decides what becomes of a claim when those who use it go. (controller: `syncClaim`.)
///
/// @param status the claim with the status to be written; empty where it stays
/// @param unprotect whether nothing keeps the claim from being deleted any more
/// @param unused whether nobody uses it, so that it goes where it was made for a pod that is done
record ClaimUse(Optional<ResourceClaim> status, boolean unprotect, boolean unused) {

  static final String FINALIZER = "resource.kubernetes.io/delete-protection";

  /// @param stays whether a pod that reserved the claim still uses it
  static ClaimUse decide(ResourceClaim claim, Predicate<ResourceClaimConsumerReference> stays) {
    List<ResourceClaimConsumerReference> before = claim.status().reservedFor();
    List<ResourceClaimConsumerReference> after =
        before.stream().filter(r -> !isPod(r) || stays.test(r)).toList();
    boolean ours = Finalizers.has(claim, FINALIZER);
    boolean free = after.isEmpty() && ours && (!before.isEmpty() || claim.isDeleting());
    var status = claim.status();
    if (after.size() < before.size()) {
      status = after.isEmpty() ? status.withoutReservedFor() : status.withReservedFor(after);
    }
    if (free) {
      status = status.withoutAllocation();
    }
    boolean changed = !status.json().equals(claim.status().json());
    return new ClaimUse(
        changed ? Optional.of(claim.withStatus(status)) : Optional.empty(), free, after.isEmpty());
  }

  private static boolean isPod(ResourceClaimConsumerReference reference) {
    return reference.apiGroup().isEmpty() && reference.resource().equals("pods");
  }
}
