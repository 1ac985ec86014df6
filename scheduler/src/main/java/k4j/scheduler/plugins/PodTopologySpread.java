package k4j.scheduler.plugins;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.client.informer.Informers;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Spreads pods evenly over zones, nodes and other parts of the cluster.
public final class PodTopologySpread implements FilterPlugin, ScorePlugin {

  private static final String REASON = "node(s) didn't match pod topology spread constraints";
  private static final String HOSTNAME = "kubernetes.io/hostname";

  private final DefaultConstraints defaults;

  /// @param args `PodTopologySpreadArgs`
  public PodTopologySpread(JsonObject args, Informers informers) {
    defaults = new DefaultConstraints(args, informers);
  }

  @Override
  public String name() {
    return "PodTopologySpread";
  }

  /// How many matching pods each domain of a constraint has.
  private record Counted(SpreadConstraint constraint, Map<String, Integer> domains, int least) {}

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    List<SpreadConstraint> hard = constraints(pod, "DoNotSchedule");
    if (hard.isEmpty()) {
      return Prepared.SKIP;
    }
    List<Counted> counted = hard.stream().map(c -> count(c, hard, pod, snapshot)).toList();
    Verdict missing = Verdict.unresolvable(this, REASON + " (missing required label)");
    Verdict skewed = Verdict.unschedulable(this, REASON);
    return Prepared.checkAll(node -> {
      for (Counted each : counted) {
        SpreadConstraint constraint = each.constraint();
        if (!node.labels().has(constraint.topologyKey())) {
          return missing;
        }
        String domain = node.labels().string(constraint.topologyKey());
        int own = constraint.selector().matches(pod.labels()) ? 1 : 0;
        int then = each.domains().getOrDefault(domain, 0) + own;
        if (then - each.least() > constraint.maxSkew()) {
          return skewed;
        }
      }
      return Verdict.FITS;
    });
  }

  private List<SpreadConstraint> constraints(PodInfo pod, String whenUnsatisfiable) {
    return pod.pod().spec().topologySpreadConstraints().isEmpty()
        ? defaults.of(pod.pod(), whenUnsatisfiable)
        : SpreadConstraint.of(pod.pod(), whenUnsatisfiable);
  }

  private static Counted count(
      SpreadConstraint constraint, List<SpreadConstraint> all, PodInfo pod, Snapshot snapshot) {
    Map<String, Integer> domains = new HashMap<>();
    for (NodeInfo node : snapshot.nodes()) {
      if (hasKeys(node, all) && constraint.counts(node, pod)) {
        domains.merge(
            node.labels().string(constraint.topologyKey()),
            constraint.matching(node, pod),
            Integer::sum);
      }
    }
    int least = domains.values().stream().mapToInt(Integer::intValue).min().orElse(0);
    boolean few = domains.size() < constraint.minDomains();
    return new Counted(constraint, domains, few ? 0 : least);
  }

  private static boolean hasKeys(NodeInfo node, List<SpreadConstraint> constraints) {
    for (SpreadConstraint constraint : constraints) {
      if (!node.labels().has(constraint.topologyKey())) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    List<SpreadConstraint> soft = constraints(pod, "ScheduleAnyway");
    if (soft.isEmpty()) {
      return Optional.empty();
    }
    boolean lenient = pod.pod().spec().topologySpreadConstraints().isEmpty() && defaults.isSystem();
    // Nodes outside the topology do not count, unless nobody asked for it.
    List<SpreadConstraint> required = lenient ? List.of() : soft;
    List<NodeInfo> inside = feasible.stream().filter(node -> hasKeys(node, required)).toList();
    var counts = new ArrayList<Map<String, Integer>>();
    var weights = new double[soft.size()];
    for (int i = 0; i < weights.length; i++) {
      SpreadConstraint constraint = soft.get(i);
      boolean each = constraint.topologyKey().equals(HOSTNAME);
      weights[i] = Math.log((each ? inside.size() : size(constraint, inside)) + 2.0);
      counts.add(
          each
              ? Map.of()
              : count(constraint, withKey(constraint, required), pod, snapshot).domains());
    }
    return Optional.of(new SpreadScorer(pod, soft, required, counts, weights));
  }

  private static List<SpreadConstraint> withKey(
      SpreadConstraint constraint, List<SpreadConstraint> required) {
    return required.isEmpty() ? List.of(constraint) : required;
  }

  private static int size(SpreadConstraint constraint, List<NodeInfo> feasible) {
    Set<String> domains = new HashSet<>();
    for (NodeInfo node : feasible) {
      if (node.labels().has(constraint.topologyKey())) {
        domains.add(node.labels().string(constraint.topologyKey()));
      }
    }
    return domains.size();
  }

  /// Fewer matching pods are better; a node outside the topology is worst.
  private static final class SpreadScorer implements NodeScorer {
    private static final long OUTSIDE = -1;

    private final PodInfo pod;
    private final List<SpreadConstraint> constraints;
    private final List<SpreadConstraint> required;
    private final List<Map<String, Integer>> counts;
    private final double[] weights;

    SpreadScorer(
        PodInfo pod,
        List<SpreadConstraint> constraints,
        List<SpreadConstraint> required,
        List<Map<String, Integer>> counts,
        double[] weights) {
      this.pod = pod;
      this.constraints = constraints;
      this.required = required;
      this.counts = counts;
      this.weights = weights;
    }

    @Override
    public long score(NodeInfo node) {
      if (!hasKeys(node, required)) {
        return OUTSIDE;
      }
      double sum = 0;
      for (int i = 0; i < weights.length; i++) {
        SpreadConstraint constraint = constraints.get(i);
        String key = constraint.topologyKey();
        if (node.labels().has(key)) {
          int matching =
              key.equals(HOSTNAME)
                  ? constraint.matching(node, pod)
                  : counts.get(i).getOrDefault(node.labels().string(key), 0);
          sum += matching * weights[i] + (constraint.maxSkew() - 1);
        }
      }
      return Math.round(sum);
    }

    @Override
    public void normalize(long[] scores) {
      long least = Long.MAX_VALUE;
      long most = 0;
      for (long score : scores) {
        if (score != OUTSIDE) {
          least = Math.min(least, score);
          most = Math.max(most, score);
        }
      }
      for (int i = 0; i < scores.length; i++) {
        if (scores[i] == OUTSIDE) {
          scores[i] = 0;
        } else {
          scores[i] = most == 0 ? MOST : MOST * (most + least - scores[i]) / most;
        }
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
      case ClusterEvent.NodeUpdated updated -> updated.labelsChanged() || updated.opennessChanged();
      case ClusterEvent.ObjectChanged _ -> false;
    };
  }
}
