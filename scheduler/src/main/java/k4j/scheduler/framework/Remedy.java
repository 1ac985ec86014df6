package k4j.scheduler.framework;

import java.util.List;
import k4j.api.core.v1.Pod;

/// What can be done for a pod that fits nowhere.
public sealed interface Remedy {

  /// Nothing, and why.
  record None(String message) implements Remedy {}

  /// Nothing more: pods are on their way out already, where the pod is nominated.
  record Wait(String message) implements Remedy {}

  /// Other pods go, then the node has room.
  record Preempt(String node, List<Pod> victims) implements Remedy {
    public Preempt {
      victims = List.copyOf(victims);
    }
  }
}
