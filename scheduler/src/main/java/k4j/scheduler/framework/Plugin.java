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

  /// The plugin cannot say or do anything now; the pod is tried again after a back-off.
  final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Failure(String message) {
      super(message);
    }
  }
}
