package k4j.apiserver.request;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import k4j.api.transport.WatchEvent;

/// The events of one watch, in order, read by one thread.
public interface EventSource extends AutoCloseable {

  /// Waits for the next event; empty when the watch is over.
  Optional<Event> next() throws InterruptedException;

  /// An event that can be had at once, if there is one: for writing several together.
  Optional<Event> poll() throws InterruptedException;

  @Override
  void close();

  /// The same events; something more is done, once, when it is closed.
  default EventSource onClose(Runnable more) {
    EventSource source = this;
    var closed = new AtomicBoolean();
    return new EventSource() {
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
        source.close();
        if (closed.compareAndSet(false, true)) {
          more.run();
        }
      }
    };
  }

  /// @param payload the object, or a `Status` where the type is ERROR
  record Event(WatchEvent.Type type, Payload payload) {}
}
