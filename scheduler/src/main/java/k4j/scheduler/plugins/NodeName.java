package k4j.scheduler.plugins;

import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out all nodes but the one that the pod names.
public final class NodeName implements FilterPlugin {

  @Override
  public String name() {
    return "NodeName";
  }

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    String wanted = pod.pod().spec().nodeName();
    Verdict refused = Verdict.unresolvable(this, "node(s) didn't match the requested node name");
    return wanted.isEmpty()
        ? Prepared.SKIP
        : Prepared.check(node -> node.name().equals(wanted) ? Verdict.FITS : refused);
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return event instanceof ClusterEvent.NodeAdded || event instanceof ClusterEvent.TimePassed;
  }
}
