package k4j.scheduler.framework;

import k4j.api.core.v1.Pod;

/// Binds pods to their nodes. The first that does ends the search.
public interface BindPlugin extends Plugin {

  /// Whether the pod is now bound, so that nobody else need do it. Throws where it fails.
  boolean bind(Pod pod, String node);
}
