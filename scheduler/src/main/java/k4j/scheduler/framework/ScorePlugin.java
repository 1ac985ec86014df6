package k4j.scheduler.framework;

import java.util.List;
import java.util.Optional;
import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Ranks the nodes that are left: PreScore and Score in one.
public interface ScorePlugin extends Plugin {

  /// Empty where all nodes are alike to this pod.
  Optional<NodeScorer> prepareScore(PodInfo pod, Snapshot snapshot, List<NodeInfo> feasible);
}
