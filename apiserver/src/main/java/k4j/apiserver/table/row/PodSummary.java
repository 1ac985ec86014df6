package k4j.apiserver.table.row;

import java.time.Instant;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// How a pod is, in a word and some numbers.
///
/// @param reason what stands under STATUS: a phase, or why it is not well
/// @param total of containers, and of init containers that go on beside them
record PodSummary(
    int ready, int total, String reason, long restarts, Optional<Instant> lastRestart) {

  static PodSummary of(JsonObject pod) {
    return new PodSummarizer(pod).summary();
  }

  /// When the container ended last time.
  static Optional<Instant> lastEnd(JsonObject container) {
    return Times.in(container.object("lastState").object("terminated"), "finishedAt");
  }

  static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
    return one.isPresent() && (other.isEmpty() || !one.get().isBefore(other.get())) ? one : other;
  }
}
