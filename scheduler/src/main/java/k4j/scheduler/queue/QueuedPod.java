package k4j.scheduler.queue;

import java.time.Instant;
import java.util.Set;
import k4j.scheduler.snapshot.PodInfo;

/// A pod that waits for a node.
///
/// @param since when it came into its present place
/// @param attempts how often it was tried in vain
/// @param plugins who refused it last; empty where that is not known
public record QueuedPod(PodInfo pod, Instant since, int attempts, Set<String> plugins) {

  public QueuedPod {
    plugins = Set.copyOf(plugins);
  }

  QueuedPod with(PodInfo newer) {
    return new QueuedPod(newer, since, attempts, plugins);
  }

  QueuedPod at(Instant now) {
    return new QueuedPod(pod, now, attempts, plugins);
  }

  public String key() {
    return pod.key();
  }
}
