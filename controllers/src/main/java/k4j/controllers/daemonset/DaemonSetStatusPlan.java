package k4j.controllers.daemonset;

import java.util.Comparator;
import java.util.List;
import k4j.api.apps.v1.DaemonSetStatus;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.controllers.pods.PodState;

/// Decides what a DaemonSet's status says.
final class DaemonSetStatusPlan {

  private DaemonSetStatusPlan() {}

  /// @param observed whether the present generation was acted upon
  static DaemonSetStatus decide(DaemonSetState seen, boolean observed) {
    NodeFit fit = NodeFit.of(seen.set());
    int desired = 0;
    int current = 0;
    int misscheduled = 0;
    int ready = 0;
    int available = 0;
    int updated = 0;
    for (Node node : seen.nodes()) {
      List<Pod> pods = seen.on(node.name());
      if (!fit.shouldRun(node)) {
        misscheduled += pods.isEmpty() ? 0 : 1;
        continue;
      }
      desired++;
      if (pods.isEmpty()) {
        continue;
      }
      current++;
      Pod oldest = pods.stream().min(DaemonPods.OLDEST_FIRST).orElseThrow();
      if (PodState.isReady(oldest)) {
        ready++;
        available += seen.isAvailable(oldest) ? 1 : 0;
      }
      updated += seen.isUpdated(oldest) ? 1 : 0;
    }
    DaemonSetStatus status =
        seen.set()
            .status()
            .withDesiredNumberScheduled(desired)
            .withCurrentNumberScheduled(current)
            .withNumberMisscheduled(misscheduled)
            .withNumberReady(ready)
            .withUpdatedNumberScheduled(updated)
            .withNumberAvailable(available)
            .withNumberUnavailable(desired - available);
    return observed ? status.withObservedGeneration(seen.set().metadata().generation()) : status;
  }

  private static final List<Comparator<DaemonSetStatus>> COUNTS =
      List.of(
          Comparator.comparingInt(DaemonSetStatus::desiredNumberScheduled),
          Comparator.comparingInt(DaemonSetStatus::currentNumberScheduled),
          Comparator.comparingInt(DaemonSetStatus::numberMisscheduled),
          Comparator.comparingInt(DaemonSetStatus::numberReady),
          Comparator.comparingInt(DaemonSetStatus::updatedNumberScheduled),
          Comparator.comparingInt(DaemonSetStatus::numberAvailable),
          Comparator.comparingInt(DaemonSetStatus::numberUnavailable),
          Comparator.comparingLong(DaemonSetStatus::observedGeneration));

  /// Whether they say the same: a count of zero may be written or left out.
  static boolean same(DaemonSetStatus a, DaemonSetStatus b) {
    return COUNTS.stream().allMatch(count -> count.compare(a, b) == 0);
  }
}
