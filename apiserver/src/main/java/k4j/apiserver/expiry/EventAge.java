package k4j.apiserver.expiry;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// Tells when an event was last heard of. Pure.
final class EventAge {

  private static final List<String> FIELDS =
      List.of("lastTimestamp", "firstTimestamp", "eventTime");

  private EventAge() {}

  /// Empty where the event has no time at all.
  static Optional<Instant> lastHeard(JsonObject event) {
    Stream<Optional<Instant>> times =
        Stream.concat(
            FIELDS.stream().map(field -> Times.in(event, field)),
            Stream.of(
                Times.in(event.object("series"), "lastObservedTime"),
                Times.in(event.object("metadata"), "creationTimestamp")));
    return times.flatMap(Optional::stream).max(Instant::compareTo);
  }
}
