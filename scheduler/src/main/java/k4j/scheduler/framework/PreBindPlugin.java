package k4j.scheduler.framework;

import k4j.scheduler.snapshot.PodInfo;

/// Prepares what must be there before the pod is bound.
public interface PreBindPlugin extends Plugin {

  /// May wait: the next pods are being placed already. Throws [Plugin.Failure] or a
  /// `StatusException` where it fails, and the pod is tried again after a back-off.
  Verdict preBind(PodInfo pod, String node);
}
