package k4j.apiserver.discovery;

import java.util.Map;
import java.util.Optional;

/// The numbers by which the API services of built-in versions are ordered (kube-apiserver,
/// `apiVersionPriorities`).
public final class ApiServicePriorities {

  /// @param group of the group among all
  /// @param version of the version within its group
  public record Priority(int group, int version) {}

  private static final Map<String, Priority> ALL =
      Map.ofEntries(
          Map.entry("v1", new Priority(18000, 1)),
          Map.entry("events.k8s.io/v1", new Priority(17750, 15)),
          Map.entry("authentication.k8s.io/v1", new Priority(17700, 15)),
          Map.entry("authentication.k8s.io/v1beta1", new Priority(17700, 9)),
          Map.entry("authentication.k8s.io/v1alpha1", new Priority(17700, 1)),
          Map.entry("authorization.k8s.io/v1", new Priority(17600, 15)),
          Map.entry("certificates.k8s.io/v1", new Priority(17300, 15)),
          Map.entry("certificates.k8s.io/v1beta1", new Priority(17300, 9)),
          Map.entry("certificates.k8s.io/v1alpha1", new Priority(17300, 1)),
          Map.entry("rbac.authorization.k8s.io/v1", new Priority(17000, 15)),
          Map.entry("apiextensions.k8s.io/v1", new Priority(16700, 15)),
          Map.entry("admissionregistration.k8s.io/v1", new Priority(16700, 15)),
          Map.entry("admissionregistration.k8s.io/v1beta1", new Priority(16700, 12)),
          Map.entry("admissionregistration.k8s.io/v1alpha1", new Priority(16700, 9)),
          Map.entry("coordination.k8s.io/v1", new Priority(16500, 15)),
          Map.entry("coordination.k8s.io/v1beta1", new Priority(16500, 13)),
          Map.entry("coordination.k8s.io/v1alpha2", new Priority(16500, 12)),
          Map.entry("discovery.k8s.io/v1", new Priority(16200, 15)),
          Map.entry("discovery.k8s.io/v1beta1", new Priority(16200, 12)),
          Map.entry("flowcontrol.apiserver.k8s.io/v1", new Priority(16100, 21)),
          Map.entry("flowcontrol.apiserver.k8s.io/v1beta3", new Priority(16100, 18)),
          Map.entry("internal.apiserver.k8s.io/v1alpha1", new Priority(16000, 9)),
          Map.entry("storagemigration.k8s.io/v1beta1", new Priority(15800, 9)),
          Map.entry("apps/v1", new Priority(17800, 15)),
          Map.entry("autoscaling/v1", new Priority(17500, 15)),
          Map.entry("autoscaling/v2", new Priority(17500, 30)),
          Map.entry("batch/v1", new Priority(17400, 15)),
          Map.entry("batch/v1beta1", new Priority(17400, 9)),
          Map.entry("networking.k8s.io/v1", new Priority(17200, 15)),
          Map.entry("networking.k8s.io/v1beta1", new Priority(17200, 9)),
          Map.entry("policy/v1", new Priority(17100, 15)),
          Map.entry("policy/v1beta1", new Priority(17100, 9)),
          Map.entry("storage.k8s.io/v1", new Priority(16800, 15)),
          Map.entry("storage.k8s.io/v1beta1", new Priority(16800, 9)),
          Map.entry("storage.k8s.io/v1alpha1", new Priority(16800, 1)),
          Map.entry("scheduling.k8s.io/v1", new Priority(16600, 15)),
          Map.entry("scheduling.k8s.io/v1alpha2", new Priority(16600, 2)),
          Map.entry("node.k8s.io/v1", new Priority(16300, 15)),
          Map.entry("resource.k8s.io/v1", new Priority(16200, 21)),
          Map.entry("resource.k8s.io/v1beta2", new Priority(16200, 15)),
          Map.entry("resource.k8s.io/v1beta1", new Priority(16200, 9)),
          Map.entry("resource.k8s.io/v1alpha3", new Priority(16200, 1)));

  private ApiServicePriorities() {}

  /// Empty for what registers no API service of its own.
  public static Optional<Priority> of(String apiVersion) {
    return Optional.ofNullable(ALL.get(apiVersion));
  }
}
