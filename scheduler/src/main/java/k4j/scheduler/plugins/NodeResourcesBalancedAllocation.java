package k4j.scheduler.plugins;

import java.util.List;
import java.util.Optional;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.snapshot.Amounts;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Prefers nodes on which CPU and memory would be used alike.
public final class NodeResourcesBalancedAllocation implements ScorePlugin {

  @Override
  public String name() {
    return "NodeResourcesBalancedAllocation";
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    Amounts asked = pod.requests();
    if (asked.milliCpu() == 0 && asked.memory() == 0) {
      return Optional.empty(); // a pod that asks for nothing changes no balance
    }
    return Optional.of(node -> score(asked, node));
  }

  private static long score(Amounts asked, NodeInfo node) {
    Amounts has = node.allocatable();
    Amounts then = node.requested().plus(asked);
    double cpu = fraction(then.milliCpu(), has.milliCpu());
    double memory = fraction(then.memory(), has.memory());
    // Of two values the standard deviation is half their distance.
    double deviation = has.milliCpu() == 0 || has.memory() == 0 ? 0 : Math.abs(cpu - memory) / 2;
    return (long) ((1 - deviation) * NodeScorer.MOST);
  }

  private static double fraction(long then, long has) {
    return has == 0 ? 1 : Math.min(1, (double) then / has);
  }
}
