package k4j.apiserver.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
import k4j.apiserver.request.EventSource.Event;
import k4j.apiserver.request.Payload;

/// Encodes the events of one watch in the form that its client chose.
final class EventEncoder {

  private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);

  private final Answer.Events events;
  private final Form form;
  private final Shaper shaper;
  private final Encodings encodings;
  private final String includeObject;
  private boolean columnsTold;

  /// @param includeObject how much of an object a table shows
  EventEncoder(
      Answer.Events events, Form form, Shaper shaper, Encodings encodings, String includeObject) {
    this.events = events;
    this.form = form;
    this.shaper = shaper;
    this.encodings = encodings;
    this.includeObject = includeObject;
  }

  boolean isText() {
    return form.encoding() != Encoding.PROTOBUF;
  }

  String contentType() {
    return form.contentType(true);
  }

  /// Writes one event; in protobuf with its length in four bytes in front.
  void write(Event event, Out out) throws IOException {
    boolean own = form.shape() == Shape.WHOLE && event.type() != WatchEvent.Type.ERROR;
    Resource resource = own ? events.resource() : null;
    if (form.encoding() == Encoding.PROTOBUF) {
      byte[] message = encodings.encode(shaped(event), Encoding.PROTOBUF, resource);
      out.write(ProtobufCodec.event(event.type().name(), message));
      return;
    }
    byte[] object = encodings.json(shaped(event), resource);
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
