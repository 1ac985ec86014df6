package k4j.scheduler.plugins;

import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.Taint;
import k4j.api.core.v1.Toleration;
import k4j.scheduler.framework.ClusterEvent;
import k4j.scheduler.framework.FilterPlugin;
import k4j.scheduler.framework.NodeScorer;
import k4j.scheduler.framework.Prepared;
import k4j.scheduler.framework.ScorePlugin;
import k4j.scheduler.framework.Verdict;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out nodes whose taints the pod does not tolerate, and prefers those with fewer taints that
/// only ask to stay away.
public final class TaintToleration implements FilterPlugin, ScorePlugin {

  @Override
  public String name() {
    return "TaintToleration";
  }

  @Override
  public Prepared prepare(PodInfo pod, Snapshot snapshot) {
    Verdict refused = Verdict.unresolvable(this, "node(s) had untolerated taint(s)");
    return Prepared.check(node -> repels(node, pod) ? refused : Verdict.FITS);
  }

  private static boolean repels(NodeInfo node, PodInfo pod) {
    for (Taint taint : node.taints()) {
      boolean hard = taint.effect().equals("NoSchedule") || taint.effect().equals("NoExecute");
      if (hard && !Tolerations.tolerate(pod.tolerations(), taint)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Optional<NodeScorer> prepareScore(
      PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible) {
    List<Toleration> soft =
        pod.tolerations().stream()
            .filter(t -> t.effect().isEmpty() || t.effect().equals("PreferNoSchedule"))
            .toList();
    return Optional.of(
        new NodeScorer() {
          @Override
          public long score(NodeInfo node) {
            return node.taints().stream()
                .filter(taint -> taint.effect().equals("PreferNoSchedule"))
                .filter(taint -> !Tolerations.tolerate(soft, taint))
                .count();
          }

          @Override
          public void normalize(long[] scores) {
            NodeScorer.scale(scores, true);
          }
        });
  }

  @Override
  public boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return switch (event) {
      case ClusterEvent.NodeAdded _, ClusterEvent.PodChanged _, ClusterEvent.TimePassed _ -> true;
      case ClusterEvent.NodeUpdated updated -> updated.opennessChanged();
      case ClusterEvent.PodAssigned _, ClusterEvent.PodGone _ -> false;
      case ClusterEvent.ObjectChanged _ -> false;
    };
  }
}
