package k4j.scheduler.plugins;

import java.util.List;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.HostPort;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out nodes on which a host port of the pod is taken.
public final class NodePorts implements FilterPlugin {

  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    List<HostPort> wanted = pod.hostPorts();
    Verdict refused =
        Verdict.unschedulable(this, "node(s) didn't have free ports for the requested pod ports");
    return wanted.isEmpty()
        ? Prepared.SKIP
        : Prepared.check(node -> taken(node, wanted) ? refused : Verdict.FITS);
  }

  private static boolean taken(NodeInfo node, List<HostPort> wanted) {
    for (PodInfo pod : node.pods()) {
      for (HostPort used : pod.hostPorts()) {
        if (wanted.stream().anyMatch(used::conflicts)) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return event instanceof ClusterEvent.NodeAdded
        || event instanceof ClusterEvent.PodGone
        || event instanceof ClusterEvent.TimePassed;
  }
}
