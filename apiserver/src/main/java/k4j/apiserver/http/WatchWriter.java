package k4j.apiserver.http;

import java.io.IOException;
import java.util.Optional;
import k4j.api.meta.StatusException;
import k4j.apiserver.request.EventSource;
import k4j.apiserver.request.EventSource.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes the events of one watch as they come, those that come together in one piece.
final class WatchWriter {

  private static final Logger LOG = LoggerFactory.getLogger(WatchWriter.class);

  private final Exchange exchange;
  private final EventSource events;
  private final EventEncoder encoder;

  WatchWriter(Exchange exchange, EventSource events, EventEncoder encoder) {
    this.exchange = exchange;
    this.events = events;
    this.encoder = encoder;
  }

  void run() throws IOException {
    try (EventSource source = events) {
      Out out = begin();
      try (var _ = Departure.watch(exchange.request(), source::close)) {
        write(source, out);
      } catch (StatusException unfit) {
        // An event that has no such form, as that of a list, ends the watch as in kube-apiserver.
        LOG.atDebug().setCause(unfit).log("A watch cannot show an event");
      }
      out.finish();
      exchange.callback().succeeded();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      exchange.callback().failed(interrupted);
    }
  }

  /// The client waits for the headers even where no event comes.
  private Out begin() throws IOException {
    AnswerWriter.begin(exchange, 200, encoder.contentType());
    return BlockingSink.ofEvents(exchange.request(), exchange.response());
  }

  private void write(EventSource source, Out out) throws IOException, InterruptedException {
    Optional<Event> event = source.next();
    while (event.isPresent()) {
      while (event.isPresent()) {
        encoder.write(event.get(), out);
        event = source.poll();
      }
      out.flush();
      event = source.next();
    }
  }
}
