package k4j.scheduler.framework;

import k4j.scheduler.snapshot.NodeInfo;
import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Is asked when no node is left.
public interface PostFilterPlugin extends Plugin {

  /// What can be done about it.
  Remedy remedy(PodInfo pod, Snapshot snapshot, Diagnosis diagnosis, Trial trial);

  /// All filters of the profile, asked of a node as it might be.
  @FunctionalInterface
  interface Trial {

    Verdict on(NodeInfo changed);
  }
}
