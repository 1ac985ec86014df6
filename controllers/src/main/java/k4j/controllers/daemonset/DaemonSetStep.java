package k4j.controllers.daemonset;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.Pod;

/// What a DaemonSet does next.
///
/// @param create the nodes that get a pod
/// @param ended pods that ended, for which the owner is told; they are among those deleted
/// @param again when to look again though nothing changes
record DaemonSetStep(
    List<Pod> delete, List<String> create, List<Pod> ended, Optional<Duration> again) {

  DaemonSetStep {
    delete = List.copyOf(delete);
    create = List.copyOf(create);
    ended = List.copyOf(ended);
  }

  DaemonSetStep(List<Pod> delete, List<String> create) {
    this(delete, create, List.of(), Optional.empty());
  }

  boolean isNothing() {
    return delete.isEmpty() && create.isEmpty();
  }
}
