package k4j.apiserver.metrics;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import k4j.apiserver.request.EventSource;

/// How many watches of one kind run, and how many events they have told.
final class WatchCount {

  private final LongAdder running = new LongAdder();
  private final LongAdder events = new LongAdder();

  long running() {
    return running.sum();
  }

  long events() {
    return events.sum();
  }

  EventSource of(EventSource source) {
    running.increment();
    return new Counted(source);
  }

  private final class Counted implements EventSource {
    private final EventSource source;
    private final AtomicBoolean closed = new AtomicBoolean();

    Counted(EventSource source) {
      this.source = source;
    }

    @Override
    public Optional<Event> next() throws InterruptedException {
      return counted(source.next());
    }

    @Override
    public Optional<Event> poll() throws InterruptedException {
      return counted(source.poll());
    }

    private Optional<Event> counted(Optional<Event> event) {
      if (event.isPresent()) {
        events.increment();
      }
      return event;
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        running.decrement();
      }
      source.close();
    }
  }
}
