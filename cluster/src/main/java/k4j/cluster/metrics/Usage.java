package k4j.cluster.metrics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How much is used between two samples.
record Usage(Instant timestamp, Duration window, long nanoCores, long memoryBytes) {

  private static final Duration FRESH_LEAST = Duration.ofSeconds(10);

  /// The samples of a container that restarted meanwhile do not fit together; one that is fresh is
  /// measured from its start (metrics-server, `storage`).
  static Optional<Usage> between(@Nullable Sample before, Sample now, Duration resolution) {
    boolean fits =
        before != null
            && before.at().isBefore(now.at())
            && before.start().equals(now.start())
            && before.cpuSeconds() <= now.cpuSeconds();
    if (before != null && fits) {
      return Optional.of(of(before.at(), before.cpuSeconds(), now));
    }
    Duration age = Duration.between(now.start(), now.at());
    boolean fresh =
        age.compareTo(FRESH_LEAST) >= 0 && age.compareTo(resolution.multipliedBy(2)) < 0;
    return fresh ? Optional.of(of(now.start(), 0, now)) : Optional.empty();
  }

  private static Usage of(Instant begin, double cpuSeconds, Sample now) {
    Duration window = Duration.between(begin, now.at());
    double rate = (now.cpuSeconds() - cpuSeconds) * 1e9 / window.toNanos();
    return new Usage(now.at(), window, Math.round(rate * 1e9), now.memoryBytes());
  }
}
