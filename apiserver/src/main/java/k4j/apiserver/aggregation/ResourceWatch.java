package k4j.apiserver.aggregation;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import k4j.api.meta.StatusException;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says whenever an object of one resource has changed, also once for each that is there at first.
final class ResourceWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ResourceWatch.class);
  private static final int RETRY_SECONDS = 1;

  private final Transport transport;
  private final String path;
  private final Runnable changed;
  private final ScheduledExecutorService timer;
  private @Nullable EventStream stream;
  private @Nullable Future<?> next;
  private boolean closed;

  ResourceWatch(
      Transport transport, String path, Runnable changed, ScheduledExecutorService timer) {
    this.transport = transport;
    this.path = path;
    this.changed = changed;
    this.timer = timer;
  }

  void start() {
    Thread.ofVirtual().name("watch-" + path).start(this::run);
  }

  private void run() {
    try {
      EventStream opened = open();
      while (opened != null && opened.next().isPresent()) {
        changed.run();
      }
    } catch (StatusException failed) {
      LOG.atDebug().setCause(failed).addKeyValue("path", path).log("A watch failed");
    }
    again();
  }

  private @Nullable EventStream open() {
    var opened = transport.watch(Request.get(path, Map.of("watch", List.of("true"))));
    synchronized (this) {
      if (!closed) {
        stream = opened;
        return opened;
      }
    }
    opened.close();
    return null;
  }

  private synchronized void again() {
    if (!closed) {
      next = timer.schedule(this::start, RETRY_SECONDS, TimeUnit.SECONDS);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    Future<?> waiting = next;
    if (waiting != null) {
      waiting.cancel(false);
    }
    EventStream open = stream;
    if (open != null) {
      open.close();
    }
  }
}
