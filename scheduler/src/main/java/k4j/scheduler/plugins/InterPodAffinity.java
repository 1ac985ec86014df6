package k4j.scheduler.plugins;

import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.AffinityTerm;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Keeps pods near some pods and away from others.
public final class InterPodAffinity implements FilterPlugin, ScorePlugin {

  /// What a required affinity of a pod that is there counts for one that comes.
  private final long hardWeight;

  /// Whether only what the pod itself prefers counts.
  private final boolean ignoresOthers;

  /// @param args `InterPodAffinityArgs`
  public InterPodAffinity(JsonObject args) {
    hardWeight = args.integer("hardPodAffinityWeight", 1);
    ignoresOthers = args.bool("ignorePreferredTermsOfExistingPods");
  }

  @Override
  public String name() {
    return "InterPodAffinity";
  }

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    List<AffinityTerm> affinity = pod.affinity().required();
    List<AffinityTerm> antiAffinity = pod.antiAffinity().required();
    TopologyCounts existing = objections(pod, snapshot);
    if (affinity.isEmpty() && antiAffinity.isEmpty() && existing.isEmpty()) {
      return Prepared.SKIP;
    }
    TopologyCounts near = matches(affinity, true, snapshot);
    TopologyCounts far = matches(antiAffinity, false, snapshot);
    boolean first =
        near.isEmpty()
            && affinity.stream().allMatch(t -> t.matches(pod, snapshot.namespaceLabels()));
    return Prepared.checkAll(node -> {
      if (!attracts(node, affinity, near, first)) {
        return Verdict.unresolvable(this, "node(s) didn't match pod affinity rules");
      }
      if (antiAffinity.stream().anyMatch(t -> far.at(t.topologyKey(), node) > 0)) {
        return Verdict.unschedulable(this, "node(s) didn't match pod anti-affinity rules");
      }
      return existing.touches(node)
          ? Verdict.unschedulable(this, "node(s) didn't satisfy existing pods anti-affinity rules")
          : Verdict.FITS;
    });
  }

  /// @param first whether no pod matches yet, and this one would match itself
  private static boolean attracts(
      NodeInfo node, List<AffinityTerm> terms, TopologyCounts near, boolean first) {
    for (AffinityTerm term : terms) {
      if (!node.labels().has(term.topologyKey())) {
        return false;
      }
      if (near.at(term.topologyKey(), node) <= 0 && !first) {
        return false;
      }
    }
    return true;
  }

  /// Where pods are that would not have this one near.
  private static TopologyCounts objections(PodInfo pod, Snapshot snapshot) {
    var counts = new TopologyCounts();
    for (NodeInfo node : snapshot.nodes()) {
      if (node.podsWithAffinity() == 0) {
        continue;
      }
      for (PodInfo other : node.pods()) {
        for (AffinityTerm term : other.antiAffinity().required()) {
          if (term.matches(pod, snapshot.namespaceLabels())) {
            counts.add(term.topologyKey(), node, 1);
          }
        }
      }
    }
    return counts;
  }

  /// Where the pods are that the terms speak of.
  ///
  /// @param together whether a pod counts only if all terms match it
  private static TopologyCounts matches(
      List<AffinityTerm> terms, boolean together, Snapshot snapshot) {
    var counts = new TopologyCounts();
    if (terms.isEmpty()) {
      return counts;
    }
    for (NodeInfo node : snapshot.nodes()) {
      for (PodInfo other : node.pods()) {
        boolean all =
            !together || terms.stream().allMatch(t -> t.matches(other, snapshot.namespaceLabels()));
        for (AffinityTerm term : terms) {
          if (all && (together || term.matches(other, snapshot.namespaceLabels()))) {
            counts.add(term.topologyKey(), node, 1);
          }
        }
      }
    }
    return counts;
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    var weights = new TopologyCounts();
    boolean asks =
        !pod.affinity().preferred().isEmpty() || !pod.antiAffinity().preferred().isEmpty();
    if (!asks && ignoresOthers) {
      return Optional.empty();
    }
    for (NodeInfo node : snapshot.nodes()) {
      if (!asks && node.podsWithAffinity() == 0) {
        continue;
      }
      for (PodInfo other : node.pods()) {
        weigh(pod.affinity().preferred(), other, node, 1, weights, snapshot);
        weigh(pod.antiAffinity().preferred(), other, node, -1, weights, snapshot);
        weigh(other.affinity().preferred(), pod, node, 1, weights, snapshot);
        weigh(other.antiAffinity().preferred(), pod, node, -1, weights, snapshot);
        for (AffinityTerm term : other.affinity().required()) {
          if (hardWeight > 0 && term.matches(pod, snapshot.namespaceLabels())) {
            weights.add(term.topologyKey(), node, hardWeight);
          }
        }
      }
    }
    return weights.isEmpty() ? Optional.empty() : Optional.of(new AffinityScorer(weights));
  }

  private static void weigh(
      List<AffinityTerm> terms,
      PodInfo matched,
      NodeInfo node,
      int sign,
      TopologyCounts weights,
      Snapshot snapshot) {
    for (AffinityTerm term : terms) {
      if (term.matches(matched, snapshot.namespaceLabels())) {
        weights.add(term.topologyKey(), node, (long) sign * term.weight());
      }
    }
  }

  private record AffinityScorer(TopologyCounts weights) implements NodeScorer {
    @Override
    public long score(NodeInfo node) {
      return weights.sum(node);
    }

    @Override
    public void normalize(long[] scores) {
      long least = Long.MAX_VALUE;
      long most = Long.MIN_VALUE;
      for (long score : scores) {
        least = Math.min(least, score);
        most = Math.max(most, score);
      }
      for (int i = 0; i < scores.length; i++) {
        scores[i] = most == least ? 0 : MOST * (scores[i] - least) / (most - least);
      }
    }
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeAdded _,
          ClusterEvent.PodAssigned _,
          ClusterEvent.PodGone _,
          ClusterEvent.PodChanged _,
          ClusterEvent.TimePassed _ ->
          true;
      case ClusterEvent.NodeUpdated updated -> updated.labelsChanged();
      case ClusterEvent.ObjectChanged _ -> false;
    };
  }
}
