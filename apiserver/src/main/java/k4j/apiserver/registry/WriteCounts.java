package k4j.apiserver.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Tells by a number whether anything was written to a resource since.
///
/// A write is seen by readers before it has returned. Were it counted only then, who compares the
/// numbers would take what they kept for new, though the write shows already elsewhere.
final class WriteCounts {

  private final Map<String, Count> counts = new ConcurrentHashMap<>();
  private final AtomicLong unlike = new AtomicLong(Long.MIN_VALUE / 2);

  private record Count(AtomicLong begun, AtomicLong ended) {}

  /// A write begins; close it when it is over, whatever came of it.
  Ongoing begin(String prefix) {
    Count count =
        counts.computeIfAbsent(prefix, _ -> new Count(new AtomicLong(), new AtomicLong()));
    count.begun().incrementAndGet();
    return () -> count.ended().incrementAndGet();
  }

  /// A write that is under way.
  interface Ongoing extends AutoCloseable {
    @Override
    void close();
  }

  /// The same number as before only where nothing was written in between; while something is being
  /// written, a negative one that never comes again.
  long of(String prefix) {
    Count count = counts.get(prefix);
    if (count == null) {
      return 0;
    }
    long ended = count.ended().get(); // before those that began, else one could pass between
    return count.begun().get() == ended ? ended : unlike.incrementAndGet();
  }
}
