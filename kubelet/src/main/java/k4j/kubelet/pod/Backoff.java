package k4j.kubelet.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// Waiting times that double with each failure, by key, and are forgotten after a while without
/// one.
public final class Backoff {

  private record Entry(Duration delay, Instant at) {}

  private final Duration first;
  private final Duration most;
  private final Duration forget;
  private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();

  public Backoff(Duration first, Duration most, Duration forget) {
    this.first = first;
    this.most = most;
    this.forget = forget;
  }

  public static Backoff crashLoop() {
    return new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(300), Duration.ofSeconds(600));
  }

  public static Backoff imagePull() {
    return new Backoff(Duration.ofSeconds(10), Duration.ofSeconds(300), Duration.ofSeconds(600));
  }

  /// How long the key still has to wait after what happened at `event`; zero where it need not.
  public Duration remaining(String key, Instant event, Instant now) {
    Entry entry = entries.get(key);
    if (entry == null || expired(entry, event)) {
      return Duration.ZERO;
    }
    Duration left = entry.delay().minus(Duration.between(event, now));
    return left.isNegative() ? Duration.ZERO : left;
  }

  public Duration delay(String key) {
    Entry entry = entries.get(key);
    return entry == null ? Duration.ZERO : entry.delay();
  }

  /// When the key last failed.
  public Instant last(String key, Instant otherwise) {
    Entry entry = entries.get(key);
    return entry == null ? otherwise : entry.at();
  }

  public void failed(String key, Instant event, Instant now) {
    entries.compute(
        key,
        (_, entry) -> {
          if (entry == null || expired(entry, event)) {
            return new Entry(first, now);
          }
          Duration doubled = entry.delay().multipliedBy(2);
          return new Entry(doubled.compareTo(most) > 0 ? most : doubled, now);
        });
  }

  private boolean expired(Entry entry, Instant event) {
    return Duration.between(entry.at(), event).compareTo(forget) > 0;
  }

  public void forget(String prefix) {
    entries.keySet().removeIf(key -> key.startsWith(prefix));
  }
}
