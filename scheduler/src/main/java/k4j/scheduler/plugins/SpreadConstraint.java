package k4j.scheduler.plugins;

import java.util.List;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Taint;
import k4j.api.core.v1.TopologySpreadConstraint;
import k4j.api.selector.LabelSelector;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;

/// One of a pod's topology spread constraints, read once.
///
/// @param honorsAffinity whether only nodes count that the pod's node affinity allows
/// @param honorsTaints whether only nodes count whose taints the pod tolerates
record SpreadConstraint(
    int maxSkew,
    String topologyKey,
    LabelSelector selector,
    int minDomains,
    boolean honorsAffinity,
    boolean honorsTaints) {

  static List<SpreadConstraint> of(Pod pod, String whenUnsatisfiable) {
    return pod.spec().topologySpreadConstraints().stream()
        .filter(c -> c.whenUnsatisfiable().equals(whenUnsatisfiable))
        .map(SpreadConstraint::of)
        .toList();
  }

  static SpreadConstraint of(TopologySpreadConstraint constraint) {
    return new SpreadConstraint(
        constraint.maxSkew(),
        constraint.topologyKey(),
        LabelSelector.of(constraint.json().get("labelSelector")),
        constraint.hasMinDomains() ? constraint.minDomains() : 1,
        !constraint.nodeAffinityPolicy().equals("Ignore"),
        constraint.nodeTaintsPolicy().equals("Honor"));
  }

  /// Whether the node's pods are counted.
  boolean counts(NodeInfo node, PodInfo pod) {
    if (honorsAffinity && !pod.nodeRules().matches(node.name(), node.labels())) {
      return false;
    }
    return !honorsTaints || node.taints().stream().noneMatch(taint -> repels(taint, pod));
  }

  private static boolean repels(Taint taint, PodInfo pod) {
    boolean hard = taint.effect().equals("NoSchedule") || taint.effect().equals("NoExecute");
    return hard && !Tolerations.tolerate(pod.tolerations(), taint);
  }

  /// How many pods on the node count.
  int matching(NodeInfo node, PodInfo pod) {
    int count = 0;
    for (PodInfo other : node.pods()) {
      boolean counted =
          other.namespace().equals(pod.namespace())
              && selector.matches(other.labels())
              && !other.pod().isDeleting();
      count += counted ? 1 : 0;
    }
    return count;
  }
}
