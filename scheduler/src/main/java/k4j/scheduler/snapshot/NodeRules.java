package k4j.scheduler.snapshot;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.core.v1.NodeAffinity;
import k4j.api.core.v1.NodeSelectorRequirement;
import k4j.api.core.v1.NodeSelectorTerm;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PreferredSchedulingTerm;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;

/// Which nodes a pod wants: its node selector and node affinity, read once.
///
/// @param required any of which must hold; empty where the pod does not ask
/// @param isAsked whether there are required terms, which may be none that can hold
public record NodeRules(
    LabelSelector selector, boolean isAsked, List<Term> required, List<Preferred> preferred) {

  /// A term: all its labels and fields must match.
  ///
  /// @param names what the node's name must be, where the term says so
  public record Term(LabelSelector labels, List<NameRule> names) {
    public boolean matches(String node, JsonObject nodeLabels) {
      return names.stream().allMatch(rule -> rule.matches(node)) && labels.matches(nodeLabels);
    }
  }

  /// A condition on `metadata.name`, the only field there is.
  public record NameRule(boolean in, Set<String> names) {
    boolean matches(String node) {
      return names.contains(node) == in;
    }
  }

  public record Preferred(Term term, int weight) {}

  static NodeRules of(Pod pod) {
    NodeAffinity affinity = pod.spec().affinity().nodeAffinity();
    LabelSelector selector = LabelSelector.ofMap(pod.spec().json().object("nodeSelector"));
    boolean asked = affinity.hasRequiredDuringSchedulingIgnoredDuringExecution();
    List<Term> required =
        affinity.requiredDuringSchedulingIgnoredDuringExecution().nodeSelectorTerms().stream()
            .flatMap(term -> term(term).stream())
            .toList();
    var preferred = new ArrayList<Preferred>();
    for (PreferredSchedulingTerm term :
        affinity.preferredDuringSchedulingIgnoredDuringExecution()) {
      // An empty preference matches every node, and so tells none apart.
      term(term.preference()).ifPresent(t -> preferred.add(new Preferred(t, term.weight())));
    }
    return new NodeRules(selector, asked, required, preferred);
  }

  /// Empty for a term that says nothing: it matches no node.
  private static Optional<Term> term(NodeSelectorTerm term) {
    if (term.matchExpressions().isEmpty() && term.matchFields().isEmpty()) {
      return Optional.empty();
    }
    var names = new ArrayList<NameRule>();
    for (NodeSelectorRequirement field : term.matchFields()) {
      names.add(new NameRule(field.operator().equals("In"), Set.copyOf(field.values())));
    }
    return Optional.of(new Term(LabelSelector.ofNodeSelectorTerm(term.json()), List.copyOf(names)));
  }

  public boolean matches(String node, JsonObject labels) {
    return selector.matches(labels)
        && (!isAsked || required.stream().anyMatch(term -> term.matches(node, labels)));
  }

  /// The only nodes that can match, where every term names some.
  public Optional<Set<String>> named() {
    if (!isAsked || required.isEmpty()) {
      return Optional.empty();
    }
    var all = new HashSet<String>();
    for (Term term : required) {
      Optional<Set<String>> named = named(term);
      if (named.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(named.get());
    }
    return Optional.of(all);
  }

  private static Optional<Set<String>> named(Term term) {
    Optional<Set<String>> named = Optional.empty();
    for (NameRule rule : term.names()) {
      if (rule.in()) {
        var both = new HashSet<>(rule.names());
        named.ifPresent(both::retainAll);
        named = Optional.of(both);
      }
    }
    return named;
  }
}
