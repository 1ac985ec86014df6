package k4j.scheduler.plugins;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.json.JsonObject;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.NodeRules;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Keeps to the pod's node selector and node affinity.
public final class NodeAffinity implements FilterPlugin, ScorePlugin {

  /// What holds for all pods of the profile beside their own rules.
  private final NodeRules added;

  /// @param args `NodeAffinityArgs`
  public NodeAffinity(JsonObject args) {
    JsonObject affinity = JsonObject.EMPTY.with("nodeAffinity", args.object("addedAffinity"));
    JsonObject spec = JsonObject.EMPTY.with("affinity", affinity);
    added = PodInfo.of(Kinds.PODS.of(JsonObject.EMPTY.with("spec", spec))).nodeRules();
  }

  @Override
  public String name() {
    return "NodeAffinity";
  }

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    NodeRules rules = pod.nodeRules();
    if (!rules.isAsked() && rules.selector().isEverything() && !added.isAsked()) {
      return Prepared.SKIP;
    }
    Optional<Set<String>> named = rules.named();
    if (named.isPresent() && named.get().isEmpty()) {
      return new Prepared.Refuse(
          new Verdict.Rejected(name(), false, List.of("pod affinity terms conflict")));
    }
    Verdict refused =
        Verdict.unresolvable(this, "node(s) didn't match Pod's node affinity/selector");
    Verdict enforced =
        Verdict.unresolvable(this, "node(s) didn't match scheduler-enforced node affinity");
    return new Prepared.Check(
        node -> {
          if (!added.matches(node.name(), node.labels())) {
            return enforced;
          }
          return rules.matches(node.name(), node.labels()) ? Verdict.FITS : refused;
        },
        named,
        true);
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    var preferred = new ArrayList<>(added.preferred());
    preferred.addAll(pod.nodeRules().preferred());
    if (preferred.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new NodeScorer() {
          @Override
          public long score(NodeInfo node) {
            return preferred.stream()
                .filter(p -> p.term().matches(node.name(), node.labels()))
                .mapToLong(NodeRules.Preferred::weight)
                .sum();
          }

          @Override
          public void normalize(long[] scores) {
            NodeScorer.scale(scores, false);
          }
        });
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeAdded(var node) -> matches(pod, node);
      case ClusterEvent.NodeUpdated(var old, var node) -> !matches(pod, old) && matches(pod, node);
      case ClusterEvent.PodChanged _, ClusterEvent.TimePassed _ -> true;
      case ClusterEvent.PodAssigned _, ClusterEvent.PodGone _ -> false;
      case ClusterEvent.ObjectChanged _ -> false;
    };
  }

  private boolean matches(PodInfo pod, Node node) {
    JsonObject labels = node.json().object("metadata").object("labels");
    return added.matches(node.name(), labels) && pod.nodeRules().matches(node.name(), labels);
  }
}
