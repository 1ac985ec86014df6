package k4j.scheduler.framework;

import k4j.scheduler.snapshot.PodInfo;

/// Says whether a pod may be tried at all yet.
public interface PreEnqueuePlugin extends Plugin {

  Verdict admit(PodInfo pod);
}
