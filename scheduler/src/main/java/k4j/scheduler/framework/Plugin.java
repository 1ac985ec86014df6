package k4j.scheduler.framework;

import k4j.scheduler.snapshot.PodInfo;

/// Something that takes part in placing pods.
public interface Plugin {

  /// As Kubernetes calls it.
  String name();

  /// Whether a pod that this plugin refused is worth another try after the event.
  default boolean mayHelp(PodInfo pod, ClusterEvent event) {
    return true;
  }
}
