package k4j.apiserver.watch;

import java.util.Optional;
import k4j.apiserver.request.EventSource;
import org.jspecify.annotations.Nullable;

/// A watch that could not begin: one ERROR event and the end.
final class ErrorEventSource implements EventSource {

  private @Nullable Event event;

  ErrorEventSource(Event event) {
    this.event = event;
  }

  @Override
  public Optional<Event> next() {
    Optional<Event> last = Optional.ofNullable(event);
    event = null;
    return last;
  }

  @Override
  public Optional<Event> poll() {
    return next();
  }

  @Override
  public void close() {
    event = null;
  }
}
