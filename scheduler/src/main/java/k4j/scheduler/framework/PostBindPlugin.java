package k4j.scheduler.framework;

import k4j.scheduler.snapshot.PodInfo;

/// Is told of a pod that was bound.
public interface PostBindPlugin extends Plugin {

  void postBind(PodInfo pod, String node);
}
