package k4j.scheduler.cycle;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Decides on which node a pod goes: filters, then scores. (scheduler: schedule_one.go.)
public final class SchedulingCycle {

  private static final int FEW_NODES = 100;

  private final Profile profile;

  public SchedulingCycle(Profile profile) {
    this.profile = profile;
  }

  /// @param start where among the nodes the search begins
  /// @param random chooses between equals
  public Placement decide(
      PodInfo pod, Snapshot snapshot, int start, Nominations nominations, RandomGenerator random) {
    Filtering filtering = Filtering.prepare(pod, snapshot, profile.filters());
    Optional<NodeInfo> nominated = nominated(pod, snapshot, filtering);
    if (nominated.isPresent()) {
      return new Placement.Placed(nominated.get().name(), start);
    }
    Filtering.Found found = filtering.find(start, nominations, enough(snapshot.size()));
    return switch (found.feasible().size()) {
      case 0 -> new Placement.Unplaced(found.diagnosis(), filtering.trial(nominations));
      case 1 -> new Placement.Placed(found.feasible().getFirst().name(), found.next());
      default -> {
        NodeInfo best = best(pod, snapshot, found.feasible(), random);
        yield new Placement.Placed(best.name(), found.next());
      }
    };
  }

  /// The node on which room was made for the pod, if it can take it now.
  private static Optional<NodeInfo> nominated(PodInfo pod, Snapshot snapshot, Filtering filtering) {
    String name = pod.pod().status().nominatedNodeName();
    return name.isEmpty()
        ? Optional.empty()
        : snapshot.node(name).filter(node -> filtering.check(node) == Verdict.FITS);
  }

  private NodeInfo best(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible, RandomGenerator random) {
    long[] totals = totals(pod, snapshot, feasible);
    int best = 0;
    int equals = 1;
    for (int i = 1; i < totals.length; i++) {
      if (totals[i] > totals[best]) {
        best = i;
        equals = 1;
      } else if (totals[i] == totals[best]) {
        equals++;
        best = random.nextInt(equals) == 0 ? i : best;
      }
    }
    return feasible.get(best);
  }

  /// The weighted sum of all scores of each node.
  long[] totals(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    long[] totals = new long[feasible.size()];
    for (Profile.Weighted weighted : profile.scores()) {
      Optional<NodeScorer> scorer = weighted.plugin().prepareScore(pod, snapshot, feasible);
      if (scorer.isEmpty()) {
        continue;
      }
      long[] scores = new long[totals.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = scorer.get().score(feasible.get(i));
      }
      scorer.get().normalize(scores);
      for (int i = 0; i < scores.length; i++) {
        totals[i] += scores[i] * weighted.weight();
      }
    }
    return totals;
  }

  /// How many feasible nodes are enough to choose from.
  private int enough(int nodes) {
    if (nodes < FEW_NODES) {
      return nodes;
    }
    int percent = profile.percentage() > 0 ? profile.percentage() : Math.max(5, 50 - nodes / 125);
    return percent >= 100 ? nodes : Math.max(FEW_NODES, nodes * percent / 100);
  }
}
