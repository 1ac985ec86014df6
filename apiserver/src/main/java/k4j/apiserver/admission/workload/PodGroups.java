package k4j.apiserver.admission.workload;

import k4j.api.schema.ResourceName;

/// Pods that are scheduled together, and what describes them (KEP-4671).
final class PodGroups {

  static final String API_GROUP = "scheduling.k8s.io";
  static final ResourceName POD_GROUPS = new ResourceName(API_GROUP, "v1alpha2", "podgroups");
  static final ResourceName WORKLOADS = new ResourceName(API_GROUP, "v1alpha2", "workloads");

  private PodGroups() {}
}
