package k4j.scheduler.plugins;

import java.util.stream.Collectors;
import k4j.api.core.v1.PodSchedulingGate;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.PreEnqueuePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.PodInfo;

/// Holds pods back that have scheduling gates.
public final class SchedulingGates implements PreEnqueuePlugin {

  @Override
  public String name() {
    return "SchedulingGates";
  }

  @Override
  public Verdict admit(PodInfo pod) {
    var gates = pod.pod().spec().schedulingGates();
    return gates.isEmpty()
        ? Verdict.FITS
        : Verdict.unresolvable(
            this,
            gates.stream()
                .map(PodSchedulingGate::name)
                .collect(Collectors.joining(" ", "waiting for scheduling gates: [", "]")));
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return event instanceof ClusterEvent.PodChanged;
  }
}
