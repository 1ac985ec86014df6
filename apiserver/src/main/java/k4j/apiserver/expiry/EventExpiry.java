package k4j.apiserver.expiry;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import k4j.api.meta.StatusException;
import k4j.api.schema.ResourceName;
import k4j.apiserver.registry.Committer;
import k4j.apiserver.registry.ResourceTable;
import k4j.apiserver.registry.ServedResource;
import k4j.apiserver.storage.StoredObject;
import k4j.store.Entry;
import k4j.store.Write;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets events that nothing has renewed for an hour (`--event-ttl`).
public final class EventExpiry implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventExpiry.class);
  private static final ResourceName EVENTS = new ResourceName("", "v1", "events");
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration INTERVAL = Duration.ofMinutes(2);

  private final Committer committer;
  private final ResourceTable resources;
  private final InstantSource clock;
  private final ScheduledFuture<?> task;

  public EventExpiry(
      Committer committer,
      ResourceTable resources,
      InstantSource clock,
      ScheduledExecutorService scheduler) {
    this.committer = committer;
    this.resources = resources;
    this.clock = clock;
    long period = INTERVAL.toMillis();
    task = scheduler.scheduleAtFixedRate(this::begin, period, period, TimeUnit.MILLISECONDS);
  }

  /// The scheduler's thread must not wait for the disk.
  private void begin() {
    Thread.ofVirtual().name("event-expiry").start(this::expire);
  }

  private void expire() {
    try {
      resources.find(EVENTS).ifPresent(this::expire);
    } catch (StatusException unavailable) {
      LOG.atWarn().setCause(unavailable).log("Old events stay for now");
    }
  }

  private void expire(ServedResource served) {
    Instant limit = clock.instant().minus(LIFE);
    Iterator<Entry<StoredObject>> events =
        committer.store().snapshot().entries(served.prefix(), served.prefix());
    while (events.hasNext()) {
      Entry<StoredObject> entry = events.next();
      boolean old = EventAge.lastHeard(entry.value().tree()).map(limit::isAfter).orElse(true);
      if (old) { // a renewed one has another revision, and stays
        committer.commit(served, Write.delete(entry.key(), entry.modRevision()));
      }
    }
  }

  @Override
  public void close() {
    task.cancel(false);
  }
}
