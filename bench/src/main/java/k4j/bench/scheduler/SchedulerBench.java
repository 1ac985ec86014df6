package k4j.bench.scheduler;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import k4j.api.meta.SystemEdge;

/// Measures how many pods a second are created and bound, and how long the slowest of a hundred
/// waits, with API server, durable store and scheduler in one process and `Node` objects that
/// nobody runs: arguments are workload (`all`), nodes, existing pods, measured pods and runs.
@SystemEdge
public final class SchedulerBench {

  private SchedulerBench() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    String which = args.length > 0 ? args[0] : "all";
    List<Integer> sizes =
        args.length > 1 ? List.of(Integer.parseInt(args[1])) : List.of(1000, 5000);
    int existing = args.length > 2 ? Integer.parseInt(args[2]) : 1000;
    int measured = args.length > 3 ? Integer.parseInt(args[3]) : 2000;
    int runs = args.length > 4 ? Integer.parseInt(args[4]) : 3;
    for (Workload workload : Workload.values()) {
      if (which.equals("all") || which.equals(workload.title())) {
        for (int nodes : sizes) {
          measure(workload, nodes, existing, Math.min(measured, most(workload, nodes)), runs);
        }
      }
    }
  }

  /// Where each pod needs a node of its own, there can be no more of them.
  private static int most(Workload workload, int nodes) {
    return switch (workload) {
      case ANTI_AFFINITY -> Math.max(1, nodes - 1000);
      case PREEMPTION -> Math.min(nodes, 500);
      case BASIC, NODE_AFFINITY, SPREADING, AFFINITY, DAEMON_SET -> Integer.MAX_VALUE;
    };
  }

  private static void measure(Workload workload, int nodes, int existing, int pods, int runs)
      throws IOException, InterruptedException {
    var outcomes = new ArrayList<Measurement.Outcome>();
    int there = workload == Workload.ANTI_AFFINITY ? Math.min(existing, nodes / 2) : existing;
    for (int i = 0; i < runs; i++) {
      try (var measurement = new Measurement(Path.of("/tmp"), nodes)) {
        outcomes.add(measurement.run(workload, there, pods));
      }
    }
    outcomes.sort(Comparator.comparingDouble(Measurement.Outcome::perSecond));
    Measurement.Outcome median = outcomes.get(outcomes.size() / 2);
    System.out.printf(
        "%-18s %5d nodes %5d there %5d pods: median %.0f pods/s (%.0f to %.0f), p99 %d ms%n",
        workload.title(),
        nodes,
        there,
        pods,
        median.perSecond(),
        outcomes.getFirst().perSecond(),
        outcomes.getLast().perSecond(),
        median.p99Millis());
  }
}
