package k4j.apiserver.discovery;

import java.util.Comparator;
import java.util.Map;

/// In which order discovery shows groups and versions: clients prefer what comes first. The numbers
/// are those of the API services that a real server registers for itself.
final class GroupPriorities {

  private static final int OTHERS = 1000;

  private static final Map<String, Integer> GROUPS =
      Map.ofEntries(
          Map.entry("apiregistration.k8s.io", 20001),
          Map.entry("", 18000),
          Map.entry("apps", 17800),
          Map.entry("events.k8s.io", 17750),
          Map.entry("authentication.k8s.io", 17700),
          Map.entry("authorization.k8s.io", 17600),
          Map.entry("autoscaling", 17500),
          Map.entry("batch", 17400),
          Map.entry("certificates.k8s.io", 17300),
          Map.entry("networking.k8s.io", 17200),
          Map.entry("policy", 17100),
          Map.entry("rbac.authorization.k8s.io", 17000),
          Map.entry("storage.k8s.io", 16800),
          Map.entry("admissionregistration.k8s.io", 16700),
          Map.entry("apiextensions.k8s.io", 16700),
          Map.entry("scheduling.k8s.io", 16600),
          Map.entry("coordination.k8s.io", 16500),
          Map.entry("node.k8s.io", 16300),
          Map.entry("discovery.k8s.io", 16200),
          Map.entry("resource.k8s.io", 16200),
          Map.entry("flowcontrol.apiserver.k8s.io", 16100),
          Map.entry("internal.apiserver.k8s.io", 16000),
          Map.entry("storagemigration.k8s.io", 15800));

  /// Highest first, equal ones by name.
  static final Comparator<String> GROUP_ORDER =
      Comparator.<String>comparingInt(GroupPriorities::of)
          .reversed()
          .thenComparing(Comparator.naturalOrder());

  private GroupPriorities() {}

  static int of(String group) {
    return GROUPS.getOrDefault(group, OTHERS);
  }
}
