package k4j.client.queue;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait after so many failures in a row: doubling, within bounds.
public record BackOff(Duration first, Duration most) {

  /// What controllers use for a key that failed.
  public static final BackOff PER_ITEM =
      new BackOff(Duration.ofMillis(5), Duration.ofSeconds(1000));

  /// @param failures how many came before this one
  public Duration after(int failures) {
    if (failures >= Long.SIZE - Long.numberOfLeadingZeros(most.dividedBy(first))) {
      return most;
    }
    Duration delay = first.multipliedBy(1L << failures);
    return delay.compareTo(most) > 0 ? most : delay;
  }

  /// Up to twice as long, so that many clients do not come back at once.
  public static Duration jittered(Duration delay, RandomGenerator random) {
    return delay.plusNanos((long) (delay.toNanos() * random.nextDouble()));
  }
}
