package k4j.scheduler.resources;

import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.snapshot.Amounts;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Prefers nodes on which CPU, memory and what else is configured would be used alike.
public final class NodeResourcesBalancedAllocation implements ScorePlugin {

  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  private final List<String> resources;

  /// @param args `NodeResourcesBalancedAllocationArgs`
  public NodeResourcesBalancedAllocation(JsonObject args) {
    List<String> said =
        args.array("resources").objects().stream().map(each -> each.string("name")).toList();
    resources = said.isEmpty() ? List.of("cpu", "memory") : said;
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    Amounts asked = pod.requests();
    if (resources.stream().allMatch(name -> asked.of(name) == 0)) {
      return Optional.empty(); // a pod that asks for nothing changes no balance
    }
    return Optional.of(node -> score(asked, node));
  }

  private long score(Amounts asked, NodeInfo node) {
    var fractions = new double[resources.size()];
    int known = 0;
    double sum = 0;
    for (String resource : resources) {
      long has = node.allocatable().of(resource);
      if (has > 0) {
        long then = node.requested().of(resource) + asked.of(resource);
        fractions[known] = Math.min(1, (double) then / has);
        sum += fractions[known];
        known++;
      }
    }
    return (long) ((1 - deviation(fractions, known, sum)) * NodeScorer.MOST);
  }

  /// Of two values the standard deviation is half their distance.
  private static double deviation(double[] fractions, int known, double sum) {
    if (known < 2) {
      return 0;
    }
    if (known == 2) {
      return Math.abs(fractions[0] - fractions[1]) / 2;
    }
    double squares = 0;
    for (int i = 0; i < known; i++) {
      squares += Math.pow(fractions[i] - sum / known, 2);
    }
    return Math.sqrt(squares / known);
  }
}
