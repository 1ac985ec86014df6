package k4j.apiserver.transport;

import java.util.Optional;
import k4j.api.transport.EventStream;
import k4j.api.transport.WatchEvent;
import k4j.apiserver.request.EventSource;

/// A watch whose events are trees.
final class InProcessEventStream implements EventStream {

  private final EventSource source;

  InProcessEventStream(EventSource source) {
    this.source = source;
  }

  @Override
  public Optional<WatchEvent> next() {
    try {
      return source.next().map(event -> new WatchEvent(event.type(), event.payload().tree()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
