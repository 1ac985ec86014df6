package k4j.apiserver.admission.optional;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// A bucket of tokens for each of the keys that were used last; each fills up by so many a second.
final class Buckets {

  private static final double NANOS = 1e9;

  private final double perSecond;
  private final double burst;
  private final InstantSource clock;
  private final Map<String, Level> levels;

  private record Level(double tokens, Instant at) {}

  Buckets(double perSecond, double burst, long most, InstantSource clock) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.clock = clock;
    levels =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Level> eldest) {
            return size() > most;
          }
        };
  }

  /// Whether there was a token, which is gone now.
  synchronized boolean take(String key) {
    Instant now = clock.instant();
    Level known = levels.getOrDefault(key, new Level(burst, now));
    double seconds = Duration.between(known.at(), now).toNanos() / NANOS;
    double tokens = Math.min(burst, known.tokens() + Math.max(0, seconds) * perSecond);
    boolean there = tokens >= 1;
    levels.put(key, new Level(there ? tokens - 1 : tokens, now));
    return there;
  }
}
