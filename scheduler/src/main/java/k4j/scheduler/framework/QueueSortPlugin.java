package k4j.scheduler.framework;

import java.time.Instant;
import java.util.Comparator;
import k4j.scheduler.snapshot.PodInfo;

/// Says which pod is tried first.
public interface QueueSortPlugin extends Plugin {

  /// A pod and since when it waits.
  record Waiting(PodInfo pod, Instant since) {}

  Comparator<Waiting> order();
}
