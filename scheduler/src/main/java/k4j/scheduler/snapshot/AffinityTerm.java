package k4j.scheduler.snapshot;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodAffinityTerm;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;

/// A term of pod affinity or anti-affinity, read once.
///
/// @param namespaceSelector further namespaces, by the labels of each; chooses none where the term
///   has no such selector
/// @param weight 0 for a required term
public record AffinityTerm(
    LabelSelector selector,
    Set<String> namespaces,
    LabelSelector namespaceSelector,
    String topologyKey,
    int weight) {

  static AffinityTerm of(PodAffinityTerm term, Pod pod, int weight) {
    boolean own = term.namespaces().isEmpty() && !term.hasNamespaceSelector();
    return new AffinityTerm(
        LabelSelector.of(term.json().get("labelSelector")),
        own ? Set.of(pod.namespace()) : Set.copyOf(term.namespaces()),
        LabelSelector.of(term.json().get("namespaceSelector")),
        term.topologyKey(),
        weight);
  }

  static List<AffinityTerm> required(List<PodAffinityTerm> terms, Pod pod) {
    return terms.stream().map(term -> of(term, pod, 0)).toList();
  }

  /// @param namespaceLabels the labels of a namespace by its name
  public boolean matches(PodInfo pod, Function<String, JsonObject> namespaceLabels) {
    boolean inside =
        namespaces.contains(pod.namespace())
            || namespaceSelector.isEverything()
            || namespaceSelector.matches(namespaceLabels.apply(pod.namespace()));
    return inside && selector.matches(pod.labels());
  }
}
