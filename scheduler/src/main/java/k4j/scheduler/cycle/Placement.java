package k4j.scheduler.cycle;

import k4j.scheduler.framework.Diagnosis;
import k4j.scheduler.framework.PostFilterPlugin;

/// What was decided for a pod.
public sealed interface Placement {

  /// @param next where the search begins for the next pod, so that all nodes get their turn
  record Placed(String node, int next) implements Placement {}

  /// @param trial what would be, if nodes were different
  record Unplaced(Diagnosis diagnosis, PostFilterPlugin.Trial trial) implements Placement {}
}
