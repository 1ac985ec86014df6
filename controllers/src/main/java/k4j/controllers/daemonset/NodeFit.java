package k4j.controllers.daemonset;

import java.util.List;
import k4j.api.apps.v1.DaemonSet;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.NodeSelectorRequirement;
import k4j.api.core.v1.NodeSelectorTerm;
import k4j.api.core.v1.PodSpec;
import k4j.api.core.v1.Taint;
import k4j.api.core.v1.Toleration;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;
import k4j.controllers.pods.Tolerations;

/// Which nodes a DaemonSet's pods fit. (controller: NodeShouldRunDaemonPod.)
///
/// @param isAsked whether there are required terms, which may be none that can hold
record NodeFit(
    String nodeName,
    LabelSelector selector,
    boolean isAsked,
    List<NodeSelectorTerm> terms,
    List<Toleration> tolerations) {

  /// Whether a pod is to be there, and whether one that is may stay.
  enum Verdict {
    RUN,
    STAY,
    LEAVE
  }

  static NodeFit of(DaemonSet set) {
    PodSpec spec = set.spec().template().spec();
    var affinity = spec.affinity().nodeAffinity();
    return new NodeFit(
        spec.nodeName(),
        LabelSelector.ofMap(spec.json().object("nodeSelector")),
        affinity.hasRequiredDuringSchedulingIgnoredDuringExecution(),
        affinity.requiredDuringSchedulingIgnoredDuringExecution().nodeSelectorTerms(),
        DaemonPods.tolerations(set.spec().template()));
  }

  Verdict on(Node node) {
    if (!nodeName.isEmpty() && !nodeName.equals(node.name())) {
      return Verdict.LEAVE;
    }
    JsonObject labels = node.json().object("metadata").object("labels");
    boolean wanted = !isAsked || terms.stream().anyMatch(t -> matches(t, node.name(), labels));
    if (!wanted || !selector.matches(labels)) {
      return Verdict.LEAVE;
    }
    Verdict verdict = Verdict.RUN;
    for (Taint taint : node.spec().taints()) {
      boolean executes = taint.effect().equals("NoExecute");
      if ((executes || taint.effect().equals("NoSchedule"))
          && !Tolerations.tolerates(tolerations, taint)) {
        if (executes) {
          return Verdict.LEAVE;
        }
        verdict = Verdict.STAY;
      }
    }
    return verdict;
  }

  boolean shouldRun(Node node) {
    return on(node) == Verdict.RUN;
  }

  /// A term that says nothing matches no node.
  private static boolean matches(NodeSelectorTerm term, String name, JsonObject labels) {
    if (term.matchExpressions().isEmpty() && term.matchFields().isEmpty()) {
      return false;
    }
    for (NodeSelectorRequirement field : term.matchFields()) {
      if (field.values().contains(name) != field.operator().equals("In")) {
        return false;
      }
    }
    return LabelSelector.ofNodeSelectorTerm(term.json()).matches(labels);
  }
}
