package k4j.controllers.podgarbage;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import k4j.api.core.v1.Pod;
import k4j.controllers.pods.PodState;

/// Decides which ended pods go when there are too many.
final class PodGarbagePlan {

  private PodGarbagePlan() {}

  /// Evicted pods first, then the oldest.
  static List<Pod> surplus(List<Pod> all, int threshold) {
    List<Pod> ended = all.stream().filter(PodState::isTerminal).toList();
    Comparator<Pod> order =
        Comparator.<Pod>comparingInt(p -> p.status().reason().equals("Evicted") ? 0 : 1)
            .thenComparing(p -> p.metadata().creationTimestamp().orElse(Instant.EPOCH))
            .thenComparing(Pod::key);
    return ended.stream().sorted(order).limit(Math.max(0, ended.size() - threshold)).toList();
  }
}
