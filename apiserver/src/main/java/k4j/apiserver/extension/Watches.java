package k4j.apiserver.extension;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import k4j.apiserver.request.EventSource;

/// The open watches of one version of a custom resource, which end when its definition changes.
final class Watches implements AutoCloseable {

  private final Set<EventSource> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  EventSource track(EventSource source) {
    var tracked = new Tracked(source);
    open.add(tracked);
    if (closed) {
      tracked.close();
    }
    return tracked;
  }

  @Override
  public void close() {
    closed = true;
    open.forEach(EventSource::close);
  }

  /// A watch that forgets itself when it ends.
  private final class Tracked implements EventSource {
    private final EventSource source;

    Tracked(EventSource source) {
      this.source = source;
    }

    @Override
    public Optional<Event> next() throws InterruptedException {
      return source.next();
    }

    @Override
    public Optional<Event> poll() throws InterruptedException {
      return source.poll();
    }

    @Override
    public void close() {
      open.remove(this);
      source.close();
    }
  }
}
