package k4j.scheduler.resources;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.Amounts;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out nodes without room for what the pod requests, and prefers those with the most room
/// left, or what the scoring strategy says.
public final class NodeResourcesFit implements FilterPlugin, ScorePlugin {

  private final Set<String> ignored;
  private final Set<String> ignoredGroups;
  private final ResourceScore scorer;

  /// @param args `NodeResourcesFitArgs`
  public NodeResourcesFit(JsonObject args) {
    ignored = Set.copyOf(args.array("ignoredResources").strings());
    ignoredGroups = Set.copyOf(args.array("ignoredResourceGroups").strings());
    scorer = new ResourceScore(args.object("scoringStrategy"));
  }

  private boolean isIgnored(String resource) {
    int slash = resource.indexOf('/');
    return ignored.contains(resource)
        || (slash > 0 && ignoredGroups.contains(resource.substring(0, slash)));
  }

  @Override
  public String name() {
    return "NodeResourcesFit";
  }

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    return Prepared.check(node -> check(pod.requests(), node));
  }

  private Verdict check(Amounts asked, NodeInfo node) {
    Amounts has = node.allocatable();
    Amounts used = node.requested();
    var shortage = new Shortage();
    if (node.pods().size() + 1 > node.allowedPods()) {
      shortage.add("Too many pods", false);
    }
    shortage.check("cpu", asked.milliCpu(), used.milliCpu(), has.milliCpu());
    shortage.check("memory", asked.memory(), used.memory(), has.memory());
    shortage.check("ephemeral-storage", asked.ephemeral(), used.ephemeral(), has.ephemeral());
    for (Map.Entry<String, Long> other : asked.others().entrySet()) {
      String name = other.getKey();
      if (!isIgnored(name)) {
        shortage.check(name, other.getValue(), used.other(name), has.other(name));
      }
    }
    return shortage.reasons.isEmpty()
        ? Verdict.FITS
        : new Verdict.Rejected(name(), !shortage.hopeless, shortage.reasons);
  }

  /// What a node has too little of.
  private static final class Shortage {
    private final List<String> reasons = new ArrayList<>(2);

    /// Whether even the empty node would not do.
    private boolean hopeless;

    void check(String resource, long asked, long used, long has) {
      if (asked > 0 && asked > has - used) {
        add("Insufficient " + resource, asked > has);
      }
    }

    void add(String reason, boolean never) {
      reasons.add(reason);
      hopeless |= never;
    }
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    return Optional.of(node -> scorer.score(pod, node));
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeAdded _,
          ClusterEvent.PodGone _,
          ClusterEvent.PodChanged _,
          ClusterEvent.TimePassed _ ->
          true;
      case ClusterEvent.NodeUpdated updated -> updated.allocatableChanged();
      case ClusterEvent.PodAssigned _ -> false;
      case ClusterEvent.ObjectChanged _ -> false;
    };
  }
}
