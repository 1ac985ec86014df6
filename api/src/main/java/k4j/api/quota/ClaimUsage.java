package k4j.api.quota;

import java.util.LinkedHashSet;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// What a claim of a volume uses up of a quota. Pure. (`pkg/quota/v1/evaluator/core`)
final class ClaimUsage {

  static final String OF_CLASS = ".storageclass.storage.k8s.io/";

  private static final Quantity ONE = Quantity.of(1);

  private ClaimUsage() {}

  static ResourceAmounts of(JsonObject claim) {
    ResourceAmounts out = ResourceAmounts.NONE.with("persistentvolumeclaims", ONE);
    JsonObject spec = claim.object("spec");
    String old =
        claim
            .object("metadata")
            .object("annotations")
            .string("volume.beta.kubernetes.io/storage-class");
    String storageClass = old.isEmpty() ? spec.string("storageClassName") : old;
    if (!storageClass.isEmpty()) {
      out = out.with(storageClass + OF_CLASS + "persistentvolumeclaims", ONE);
    }
    ResourceAmounts requests = PodResources.ofContainer(spec, "requests");
    if (requests.has("storage")) {
      ResourceAmounts allocated =
          ResourceAmounts.of(claim.object("status").object("allocatedResources"));
      Quantity asked = requests.get("storage").max(allocated.get("storage"));
      Quantity size = asked.isWhole() ? asked : Quantity.of(asked.value()); // quotas count bytes
      out = out.with("requests.storage", size);
      if (!storageClass.isEmpty()) {
        out = out.with(storageClass + OF_CLASS + "requests.storage", size);
      }
    }
    return out;
  }

  static boolean matches(QuotaScope scope, JsonObject claim) {
    return scope.name().equals("VolumeAttributesClass") && scope.matches(attributesClasses(claim));
  }

  /// The class that the claim asks for, the one it has, and the one it is on the way to.
  private static Set<String> attributesClasses(JsonObject claim) {
    var out = new LinkedHashSet<String>();
    JsonObject status = claim.object("status");
    out.add(claim.object("spec").string("volumeAttributesClassName"));
    out.add(status.string("currentVolumeAttributesClassName"));
    out.add(status.object("modifyVolumeStatus").string("targetVolumeAttributesClassName"));
    out.remove("");
    return out;
  }
}
