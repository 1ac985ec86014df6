package k4j.client;

import java.util.Optional;
import k4j.api.meta.ApiObject;
import k4j.api.meta.Kind;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.api.transport.EventStream;
import k4j.api.transport.WatchEvent;

/// A running watch of one kind.
public final class Watching<T extends ApiObject> implements AutoCloseable {

  /// A change as the watcher sees it; of a bookmark only the resource version is meant.
  public record Event<T extends ApiObject>(WatchEvent.Type type, T object) {}

  private final Kind<T> kind;
  private final EventStream stream;

  Watching(Kind<T> kind, EventStream stream) {
    this.kind = kind;
    this.stream = stream;
  }

  /// Waits for the next event; empty when the watch has ended.
  ///
  /// @throws StatusException what the server reported inside the stream, such as 410 `Expired`
  public Optional<Event<T>> next() {
    return stream
        .next()
        .map(event -> {
          if (event.type() == WatchEvent.Type.ERROR) {
            throw new StatusException(Status.of(event.object()));
          }
          return new Event<>(event.type(), kind.of(event.object()));
        });
  }

  @Override
  public void close() {
    stream.close();
  }
}
