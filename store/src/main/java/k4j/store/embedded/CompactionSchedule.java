package k4j.store.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.OptionalLong;

/// Remembers which revision was current when, to say what has become too old.
final class CompactionSchedule {

  private record Mark(Instant time, long revision) {}

  private final Duration age;
  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  CompactionSchedule(Duration age) {
    this.age = age;
  }

  /// Takes note of the current revision; returns the newest one that was current `age` ago.
  OptionalLong tick(Instant now, long revision) {
    marks.add(new Mark(now, revision));
    OptionalLong old = OptionalLong.empty();
    while (!marks.isEmpty() && !marks.getFirst().time().isAfter(now.minus(age))) {
      old = OptionalLong.of(marks.removeFirst().revision());
    }
    return old;
  }
}
