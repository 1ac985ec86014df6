package k4j.apiserver.enablement;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Versions of kinds that 1.36 serves and that are on their way out (kubernetes, `api`,
/// prerelease-lifecycle; KEP-1693).
///
/// @param minor the release that began to warn
/// @param removed the release that no longer has it; 0 where none is named
/// @param replacement the version and kind to use instead; may be empty
public record Deprecations(
    String apiVersion, String kind, int minor, int removed, String replacement) {

  private static final List<Deprecations> ALL =
      List.of(
          new Deprecations("v1", "ComponentStatus", 19, 0, ""),
          new Deprecations("v1", "Endpoints", 33, 0, "discovery.k8s.io/v1 EndpointSlice"),
          old("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicy", 35),
          old("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicyBinding", 35),
          old("certificates.k8s.io/v1alpha1", "ClusterTrustBundle", 34),
          old("coordination.k8s.io/v1alpha2", "LeaseCandidate", 35),
          old("coordination.k8s.io/v1beta1", "LeaseCandidate", 36),
          old("networking.k8s.io/v1beta1", "IPAddress", 34),
          old("networking.k8s.io/v1beta1", "ServiceCIDR", 34),
          old("resource.k8s.io/v1alpha3", "DeviceTaintRule", 36),
          old("resource.k8s.io/v1beta1", "DeviceClass", 35),
          old("resource.k8s.io/v1beta1", "ResourceClaim", 35),
          old("resource.k8s.io/v1beta1", "ResourceClaimTemplate", 35),
          old("resource.k8s.io/v1beta1", "ResourceSlice", 35),
          old("resource.k8s.io/v1beta2", "DeviceClass", 36),
          old("resource.k8s.io/v1beta2", "ResourceClaim", 36),
          old("resource.k8s.io/v1beta2", "ResourceClaimTemplate", 36),
          old("resource.k8s.io/v1beta2", "ResourceSlice", 36),
          new Deprecations(
              "storage.k8s.io/v1beta1",
              "VolumeAttributesClass",
              34,
              37,
              "storage.k8s.io/v1 VolumeAttributesClass"));

  /// A version stays three releases after its deprecation.
  private static Deprecations old(String apiVersion, String kind, int minor) {
    return new Deprecations(apiVersion, kind, minor, minor + 3, "");
  }

  /// What everybody should hear who asks for the kind in that version.
  public static List<String> warnings(String apiVersion, String kind) {
    return ALL.stream()
        .filter(each -> each.apiVersion.equals(apiVersion) && each.kind.equals(kind))
        .map(Deprecations::warning)
        .toList();
  }

  /// The release that no longer has a resource, as `1.38`; empty text where none is named.
  public static Optional<String> removal(String apiVersion, String resource) {
    return ALL.stream()
        .filter(each -> each.apiVersion.equals(apiVersion) && each.names(resource))
        .map(each -> each.removed == 0 ? "" : "1." + each.removed)
        .findFirst();
  }

  private boolean names(String resource) {
    String lower = kind.toLowerCase(Locale.ROOT);
    return List.of(lower, lower + "s", lower + "es", lower.replaceAll("y$", "ies"))
        .contains(resource);
  }

  private String warning() {
    return "%s %s is deprecated in v1.%d+%s%s"
        .formatted(
            apiVersion,
            kind,
            minor,
            removed == 0 ? "" : ", unavailable in v1." + removed + "+",
            replacement.isEmpty() ? "" : "; use " + replacement);
  }
}
