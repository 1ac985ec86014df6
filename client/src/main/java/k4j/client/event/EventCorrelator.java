package k4j.client.event;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Decides what becomes of each note: a new event, one more of an old one, or nothing, so that one
/// object cannot flood the store. (client-go, `record/events_cache.go`; the numbers are its.)
final class EventCorrelator {

  private static final int REMEMBERED = 4096;
  private static final int SIMILAR = 10;
  private static final Duration SIMILAR_WITHIN = Duration.ofMinutes(10);
  private static final int BURST = 25;
  private static final Duration REFILL = Duration.ofMinutes(5);

  /// What to do.
  sealed interface Decision {

    /// Too many events about this object.
    record Drop() implements Decision {}

    record Create(Note note, String key) implements Decision {}

    /// The event exists: count it once more.
    record CountUp(Note note, String key, Seen seen) implements Decision {}
  }

  /// An event that was written.
  record Seen(String name, Instant first, int count) {}

  private record Similar(Set<String> messages, Instant last) {}

  private record Bucket(double tokens, Instant filled) {}

  private final Map<List<String>, Similar> similar = remembering();
  private final Map<String, Seen> seen = remembering();
  private final Map<List<String>, Bucket> buckets = remembering();

  private static <K, V> Map<K, V> remembering() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > REMEMBERED;
      }
    };
  }

  Decision observe(Note note, Instant now) {
    List<String> kindred = aggregateKey(note);
    boolean combined = tooManySimilar(kindred, note.message(), now);
    Note shown =
        combined ? note.withMessage("(combined from similar events): " + note.message()) : note;
    String key = combined ? kindred.toString() : kindred + note.message();
    if (!admit(objectKey(note), now)) {
      return new Decision.Drop();
    }
    Seen before = seen.get(key);
    return before == null
        ? new Decision.Create(shown, key)
        : new Decision.CountUp(shown, key, before);
  }

  /// The event under this key was written so.
  void written(String key, Seen event) {
    seen.put(key, event);
  }

  private boolean tooManySimilar(List<String> key, String message, Instant now) {
    Similar known = similar.get(key);
    Set<String> messages =
        known == null || known.last().plus(SIMILAR_WITHIN).isBefore(now)
            ? new HashSet<>()
            : known.messages();
    similar.put(key, new Similar(messages, now));
    if (messages.size() >= SIMILAR && !messages.contains(message)) {
      return true;
    }
    messages.add(message);
    return messages.size() >= SIMILAR;
  }

  private boolean admit(List<String> key, Instant now) {
    Bucket known = buckets.getOrDefault(key, new Bucket(BURST, now));
    double gained = (double) Duration.between(known.filled(), now).toMillis() / REFILL.toMillis();
    double tokens = Math.min(BURST, known.tokens() + gained);
    boolean admitted = tokens >= 1;
    buckets.put(key, new Bucket(admitted ? tokens - 1 : tokens, now));
    return admitted;
  }

  private static List<String> objectKey(Note note) {
    return List.of(
        note.about().string("kind"),
        note.about().string("namespace"),
        note.about().string("name"),
        note.about().string("uid"),
        note.about().string("apiVersion"));
  }

  private static List<String> aggregateKey(Note note) {
    return List.of(
        note.about().string("kind"),
        note.about().string("namespace"),
        note.about().string("name"),
        note.about().string("uid"),
        note.about().string("apiVersion"),
        note.about().string("fieldPath"),
        note.type(),
        note.reason(),
        note.action());
  }
}
