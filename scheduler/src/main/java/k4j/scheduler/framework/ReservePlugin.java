package k4j.scheduler.framework;

import k4j.scheduler.snapshot.PodInfo;

/// Sets aside what a pod needs on the node that was chosen, before any other pod is tried.
public interface ReservePlugin extends Plugin {

  /// Is asked on the thread that decides, so it must not wait.
  Verdict reserve(PodInfo pod, String node);

  /// Gives it back, whether or not this plugin had set anything aside.
  void unreserve(PodInfo pod, String node);
}
