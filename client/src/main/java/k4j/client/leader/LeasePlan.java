package k4j.client.leader;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a candidate does with the Lease as it sees it. (client-go, `tools/leaderelection`.)
final class LeasePlan {

  private LeasePlan() {}

  /// The record to write, or empty where another holds the Lease and is alive.
  ///
  /// @param seen the record as it stands
  /// @param since when this candidate first saw it so: another's clock is not trusted
  static Optional<LeaseRecord> next(
      LeaseRecord seen, Instant since, String identity, Duration duration, Instant now) {
    boolean mine = seen.holder().equals(identity);
    boolean alive = !seen.holder().isEmpty() && since.plus(seen.duration()).isAfter(now);
    if (!mine && alive) {
      return Optional.empty();
    }
    return Optional.of(
        mine
            ? new LeaseRecord(identity, duration, seen.acquired(), now, seen.transitions())
            : new LeaseRecord(identity, duration, now, now, seen.transitions() + 1));
  }

  static LeaseRecord first(String identity, Duration duration, Instant now) {
    return new LeaseRecord(identity, duration, now, now, 0);
  }

  /// What a leader leaves behind when it goes: anyone may take over at once.
  static LeaseRecord released(LeaseRecord mine, Instant now) {
    return new LeaseRecord("", Duration.ofSeconds(1), now, now, mine.transitions());
  }
}
