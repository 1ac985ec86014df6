package k4j.controllers.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// How often a job's pods failed since one succeeded, and when last: after that new ones wait.
record Failures(int count, Instant last) {

  static final Failures NONE = new Failures(0, Instant.EPOCH);

  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /// @param succeeded when pods ended since the last look
  /// @param failed the same
  Failures after(List<Instant> succeeded, List<Instant> failed) {
    if (succeeded.isEmpty() && failed.isEmpty()) {
      return this;
    }
    Instant success = succeeded.stream().max(Instant::compareTo).orElse(Instant.MIN);
    List<Instant> since = failed.stream().filter(at -> at.isAfter(success)).toList();
    Failures before = succeeded.isEmpty() ? this : NONE;
    return since.stream()
        .max(Instant::compareTo)
        .map(latest -> new Failures(before.count + since.size(), latest))
        .orElse(before);
  }

  /// How long to wait before the next pod.
  Duration wait(Instant now) {
    if (count == 0) {
      return Duration.ZERO;
    }
    Duration pause = FIRST;
    for (int i = 1; i < count && pause.compareTo(LONGEST) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    pause = pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    Duration left = pause.minus(Duration.between(last, now));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
