package k4j.scheduler.plugins;

import k4j.api.core.v1.Taint;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out nodes that are cordoned.
public final class NodeUnschedulable implements FilterPlugin {

  private static final Taint CORDONED =
      Taint.EMPTY.withKey("node.kubernetes.io/unschedulable").withEffect("NoSchedule");

  @Override
  public String name() {
    return "NodeUnschedulable";
  }

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    boolean tolerated = Tolerations.tolerate(pod.tolerations(), CORDONED);
    Verdict refused = Verdict.unresolvable(this, "node(s) were unschedulable");
    return tolerated
        ? Prepared.SKIP
        : Prepared.check(node -> node.node().spec().unschedulable() ? refused : Verdict.FITS);
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeAdded added -> !added.node().spec().unschedulable();
      case ClusterEvent.NodeUpdated updated ->
          updated.old().spec().unschedulable() && !updated.node().spec().unschedulable();
      case ClusterEvent.PodChanged _, ClusterEvent.TimePassed _ -> true;
      case ClusterEvent.PodAssigned _, ClusterEvent.PodGone _ -> false;
      case ClusterEvent.ObjectChanged _ -> false;
    };
  }
}
