package k4j.scheduler.framework;

import k4j.api.core.v1.Pod;

/// Takes part in binding a pod to the node that was chosen. Each step throws where it fails, and
/// then `unreserve` undoes what was done before.
public interface BindPlugin extends Plugin {

  /// Takes what the pod needs on the node, before anything else is placed.
  default void reserve(Pod pod, String node) {}

  default void unreserve(Pod pod, String node) {}

  /// Waits or prepares, after the next pod is being placed already.
  default void preBind(Pod pod, String node) {}

  /// Whether the pod is now bound, so that nobody else need do it.
  default boolean bind(Pod pod, String node) {
    return false;
  }

  default void postBind(Pod pod, String node) {}
}
