package k4j.client.event;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.api.schema.ResourceName;
import k4j.client.Client;
import k4j.client.Patch;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.queue.Pause;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes what happened as events of `v1`, on a thread of its own: whoever reports never waits, and
/// never fails because of an event.
public final class EventRecorder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
  private static final Kind<Unstructured> EVENTS =
      Unstructured.kind(new ResourceName("", "v1", "events"), "Event", true);
  private static final int WAITING = 1000;
  private static final int TRIES = 12;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

  private record Noted(Note note, Instant at) {}

  private final Client client;
  private final Surroundings surroundings;
  private final EventSource source;
  private final EventCorrelator correlator = new EventCorrelator();
  private final BlockingQueue<Noted> queue = new LinkedBlockingQueue<>(WAITING);
  private final Thread writer;
  private long lastStamp;

  public EventRecorder(Client client, Surroundings surroundings, EventSource source) {
    this.client = client;
    this.surroundings = surroundings;
    this.source = source;
    writer = Thread.ofVirtual().name("events-" + source.component()).start(this::write);
  }

  public void normal(ApiObject about, String reason, String message) {
    record(Note.of(about, Note.NORMAL, reason, message));
  }

  public void warning(ApiObject about, String reason, String message) {
    record(Note.of(about, Note.WARNING, reason, message));
  }

  public void record(Note note) {
    if (!queue.offer(new Noted(note, surroundings.clock().instant()))) {
      LOG.atDebug().addKeyValue("reason", note.reason()).log("event dropped, too many wait");
    }
  }

  private void write() {
    try {
      while (true) {
        write(queue.take());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Noted noted) {
    switch (correlator.observe(noted.note(), noted.at())) {
      case EventCorrelator.Decision.Drop _ ->
          LOG.atDebug().addKeyValue("reason", noted.note().reason()).log("event dropped as spam");
      case EventCorrelator.Decision.Create(Note note, String key) ->
          persist(() -> create(note, key, noted.at()));
      case EventCorrelator.Decision.CountUp(Note note, String key, var seen) ->
          persist(() -> countUp(note, key, seen, noted.at()));
    }
  }

  private void persist(Runnable write) {
    for (int i = 0; i < TRIES; i++) {
      try {
        write.run();
        return;
      } catch (StatusException e) {
        if (e.code() < 500 && e.code() != 429) {
          LOG.atDebug().addKeyValue("error", e.status().message()).log("event refused");
          return;
        }
      }
      if (!Pause.of(BETWEEN_TRIES, surroundings.timer())) {
        return;
      }
    }
  }

  private void create(Note note, String key, Instant at) {
    String name = note.about().string("name") + "." + Long.toHexString(stamp(at));
    client.in(EVENTS, note.namespace()).create(new Unstructured(event(note, name, at)));
    correlator.written(key, new EventCorrelator.Seen(name, at, 1));
  }

  private void countUp(Note note, String key, EventCorrelator.Seen seen, Instant at) {
    var change =
        JsonObject.builder()
            .put("count", seen.count() + 1)
            .put("lastTimestamp", Times.format(at))
            .put("message", note.message())
            .build();
    try {
      client.in(EVENTS, note.namespace()).patch(seen.name(), Patch.strategic(change));
      correlator.written(
          key, new EventCorrelator.Seen(seen.name(), seen.first(), seen.count() + 1));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      create(note, key, at); // its time to live had run out
    }
  }

  /// Nanoseconds since 1970, never twice the same: events of one object differ by it.
  private long stamp(Instant at) {
    long nanos = at.getEpochSecond() * 1_000_000_000L + at.getNano();
    lastStamp = Math.max(lastStamp + 1, nanos);
    return lastStamp;
  }

  private JsonObject event(Note note, String name, Instant at) {
    var from = JsonObject.builder().put("component", source.component());
    if (!source.host().isEmpty()) {
      from.put("host", source.host());
    }
    var out =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "Event")
            .put(
                "metadata",
                JsonObject.builder().put("name", name).put("namespace", note.namespace()).build())
            .put("involvedObject", note.about())
            .put("type", note.type())
            .put("reason", note.reason())
            .put("message", note.message())
            .put("count", 1)
            .put("firstTimestamp", Times.format(at))
            .put("lastTimestamp", Times.format(at))
            .put("source", from.build())
            .put("reportingComponent", source.component())
            .put("reportingInstance", source.host());
    if (!note.action().isEmpty()) {
      out.put("action", note.action());
    }
    return out.build();
  }

  @Override
  public void close() {
    writer.interrupt();
    try {
      writer.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
