package k4j.apiserver.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.meta.StatusException;
import k4j.apiserver.negotiation.Encodings;
import k4j.apiserver.negotiation.Form;
import k4j.apiserver.negotiation.Form.Encoding;
import k4j.apiserver.negotiation.Form.Shape;
import k4j.apiserver.negotiation.Negotiation;
import k4j.apiserver.negotiation.PrettyJson;
import k4j.apiserver.negotiation.Shaper;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.Payload;
import k4j.apiserver.tunnel.Tunnel;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;

/// Writes answers in the form that the client accepts.
final class AnswerWriter {

  private static final String INCLUDE = "includeObject";

  private final Shaper shaper;
  private final Encodings encodings;
  private final Tunnel tunnel;
  private final ListWriter lists = new ListWriter();

  AnswerWriter(Shaper shaper, Encodings encodings, Tunnel tunnel) {
    this.shaper = shaper;
    this.encodings = encodings;
    this.tunnel = tunnel;
  }

  void write(Exchange exchange, Answer answer) throws IOException {
    switch (answer) {
      case Answer.One one -> one(exchange, one);
      case Answer.Many many -> many(exchange, many);
      case Answer.Events events -> events(exchange, events);
      case Answer.Raw raw -> raw(exchange, raw);
      case Answer.Connect(ConnectTarget target) ->
          tunnel.carry(exchange.request(), exchange.response(), exchange.callback(), target);
    }
  }

  private void one(Exchange exchange, Answer.One one) {
    boolean protobuf =
        one.resource() == null
            ? encodings.speaksProtobuf(one.payload().tree())
            : encodings.speaksProtobuf(one.resource());
    Form form = form(exchange.call(), protobuf);
    if (one.resource() == null || form.shape() == Shape.WHOLE) {
      byte[] bytes = encodings.encode(one.payload(), form.encoding(), one.resource());
      object(exchange, one.code(), bytes, form);
      return;
    }
    String include = exchange.call().query().first(INCLUDE);
    Payload shaped = shaper.one(one.payload(), one.resource(), form, include);
    object(exchange, one.code(), encodings.encode(shaped, form.encoding(), null), form);
  }

  private static Form form(Call call, boolean protobuf) {
    return Negotiation.form(call.headers().all("accept"), protobuf);
  }

  /// One object, whole in one buffer.
  static void object(Exchange exchange, int code, byte[] object, Form form) {
    boolean spread = form.encoding() == Encoding.JSON && pretty(exchange.call());
    byte[] bytes = spread ? PrettyJson.indent(object) : object;
    send(exchange, code, form.contentType(false), bytes);
  }

  private static boolean pretty(Call call) {
    if (call.query().has("pretty")) {
      return call.query().bool("pretty");
    }
    String agent = call.headers().first("user-agent");
    return agent.startsWith("curl") || agent.startsWith("Wget") || agent.startsWith("Mozilla/5.0");
  }

  private static void send(Exchange exchange, int code, String contentType, byte[] bytes) {
    Response response = exchange.response();
    begin(exchange, code, contentType);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), exchange.callback());
  }

  static void begin(Exchange exchange, int code, String contentType) {
    Response response = exchange.response();
    response.setStatus(code);
    if (!contentType.isEmpty()) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    }
    exchange.call().trail().eachHeader(response.getHeaders()::put);
    for (String warning : exchange.call().warnings().texts()) {
      String text = warning.replace("\\", "\\\\").replace("\"", "\\\"").replace('\n', ' ');
      response.getHeaders().add("Warning", "299 - \"" + text + "\"");
    }
  }

  private void many(Exchange exchange, Answer.Many many) throws IOException {
    Form form = form(exchange.call(), encodings.speaksProtobuf(many.resource()));
    boolean spread = form.encoding() == Encoding.JSON && pretty(exchange.call());
    if (form.encoding() == Encoding.PROTOBUF) {
      byte[] list = encodings.protobufList(many.resource(), many.metadata(), many.items());
      lists.writeWhole(exchange, form.contentType(false), list);
    } else if (form.shape() == Shape.WHOLE && form.encoding() == Encoding.JSON && !spread) {
      lists.write(exchange, many);
    } else {
      JsonObject list = tree(exchange, many, form);
      if (form.encoding() == Encoding.JSON && !spread) {
        lists.writeWhole(exchange, form.contentType(false), JsonWriter.toBytes(list));
      } else {
        byte[] bytes = encodings.encode(Payload.of(list), form.encoding(), null);
        object(exchange, 200, bytes, form);
      }
    }
  }

  private JsonObject tree(Exchange exchange, Answer.Many many, Form form) {
    String include = exchange.call().query().first(INCLUDE);
    return form.shape() == Shape.WHOLE
        ? ListWriter.tree(many)
        : shaper.many(many.resource(), many.metadata(), many.items(), form, include);
  }

  private void events(Exchange exchange, Answer.Events events) throws IOException {
    Form form;
    try {
      form = form(exchange.call(), encodings.speaksProtobuf(events.resource()));
    } catch (StatusException refused) {
      events.source().close();
      throw refused;
    }
    new WatchWriter(exchange, events, form, shaper, encodings).run();
  }

  private static void raw(Exchange exchange, Answer.Raw raw) {
    raw.headers().forEach((name, value) -> exchange.response().getHeaders().put(name, value));
    send(exchange, raw.code(), raw.contentType(), raw.body());
  }
}
