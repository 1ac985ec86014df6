package k4j.scheduler.framework;

import k4j.scheduler.snapshot.PodInfo;
import k4j.scheduler.snapshot.Snapshot;

/// Rules out nodes: PreFilter and Filter in one, so that what the first finds out is a value that
/// the second closes over.
public interface FilterPlugin extends Plugin {

  Prepared prepare(PodInfo pod, Snapshot snapshot);
}
