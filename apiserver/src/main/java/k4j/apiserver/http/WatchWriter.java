package k4j.apiserver.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import k4j.api.json.JsonNull;
import k4j.api.protobuf.ProtobufCodec;
import k4j.api.schema.Resource;
import k4j.api.transport.WatchEvent;
import k4j.apiserver.negotiation.Encodings;
import k4j.apiserver.negotiation.Form;
import k4j.apiserver.negotiation.Form.Encoding;
import k4j.apiserver.negotiation.Form.Shape;
import k4j.apiserver.negotiation.Shaper;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.EventSource;
import k4j.apiserver.request.EventSource.Event;
import k4j.apiserver.request.Payload;
import org.eclipse.jetty.util.Blocker;

/// Writes the events of one watch as they come, those that come together in one piece.
final class WatchWriter {

  private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);

  private final Exchange exchange;
  private final Answer.Events events;
  private final Form form;
  private final Shaper shaper;
  private final Encodings encodings;
  private final Out out;
  private final String includeObject;
  private boolean columnsTold;

  WatchWriter(
      Exchange exchange, Answer.Events events, Form form, Shaper shaper, Encodings encodings) {
    this.exchange = exchange;
    this.events = events;
    this.form = form;
    this.shaper = shaper;
    this.encodings = encodings;
    out = new BlockingSink(exchange.response());
    includeObject = exchange.call().query().first("includeObject");
  }

  void run() throws IOException {
    try (EventSource source = events.source()) {
      begin();
      try (var _ = Departure.watch(exchange.request(), source::close)) {
        write(source);
      }
      out.finish();
      exchange.callback().succeeded();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      exchange.callback().failed(interrupted);
    }
  }

  /// The client waits for the headers even where no event comes.
  private void begin() throws IOException {
    AnswerWriter.begin(exchange, 200, form.contentType(true));
    try (Blocker.Callback done = Blocker.callback()) {
      exchange.response().write(false, ByteBuffer.allocate(0), done);
      done.block();
    }
  }

  private void write(EventSource source) throws IOException, InterruptedException {
    Optional<Event> event = source.next();
    while (event.isPresent()) {
      while (event.isPresent()) {
        write(event.get());
        event = source.poll();
      }
      out.flush();
      event = source.next();
    }
  }

  private void write(Event event) throws IOException {
    if (form.encoding() == Encoding.PROTOBUF) {
      boolean own = form.shape() == Shape.WHOLE && event.type() != WatchEvent.Type.ERROR;
      Resource resource = own ? events.resource() : null;
      byte[] message = encodings.encode(shaped(event), Encoding.PROTOBUF, resource);
      out.write(ProtobufCodec.event(event.type().name(), message));
      return;
    }
    byte[] object = shaped(event).json();
    out.write(
        ("{\"type\":\"" + event.type() + "\",\"object\":").getBytes(StandardCharsets.US_ASCII));
    out.write(object);
    out.write(END);
  }

  private Payload shaped(Event event) {
    boolean asItIs = form.shape() == Shape.WHOLE || event.type() == WatchEvent.Type.ERROR;
    if (asItIs) {
      return event.payload();
    }
    Payload shown =
        shaper.one(
            event.payload(),
            events.resource(),
            new Form(Encoding.JSON, form.shape(), form.shapeVersion(), false),
            includeObject);
    boolean headed = columnsTold && form.shape() == Shape.TABLE;
    columnsTold = true;
    return headed ? withoutColumns(shown) : shown;
  }

  /// Only the first table of a watch tells its columns.
  private static Payload withoutColumns(Payload table) {
    return Payload.of(table.tree().with("columnDefinitions", JsonNull.NULL));
  }
}
