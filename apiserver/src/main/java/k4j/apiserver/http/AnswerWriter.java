package k4j.apiserver.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.meta.StatusException;
import k4j.api.yaml.YamlWriter;
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
  private final Tunnel tunnel;
  private final ListWriter lists = new ListWriter();

  AnswerWriter(Shaper shaper, Tunnel tunnel) {
    this.shaper = shaper;
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
    Form form = form(exchange.call());
    Payload payload =
        one.resource() == null
            ? one.payload()
            : shaper.one(
                one.payload(), one.resource(), form, exchange.call().query().first(INCLUDE));
    object(exchange, one.code(), payload, form);
  }

  private static Form form(Call call) {
    return Negotiation.form(call.headers().all("accept"), false);
  }

  /// One object, whole in one buffer.
  static void object(Exchange exchange, int code, Payload payload, Form form) {
    byte[] bytes = encode(payload, form);
    if (form.encoding() == Encoding.JSON && pretty(exchange.call())) {
      bytes = PrettyJson.indent(bytes);
    }
    send(exchange, code, form.contentType(false), bytes);
  }

  static byte[] encode(Payload payload, Form form) {
    return form.encoding() == Encoding.YAML
        ? YamlWriter.write(payload.tree()).getBytes(StandardCharsets.UTF_8)
        : payload.json();
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
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
    for (String warning : exchange.call().warnings().texts()) {
      String text = warning.replace("\\", "\\\\").replace("\"", "\\\"").replace('\n', ' ');
      response.getHeaders().add("Warning", "299 - \"" + text + "\"");
    }
  }

  private void many(Exchange exchange, Answer.Many many) throws IOException {
    Form form = form(exchange.call());
    boolean asItIs =
        form.shape() == Shape.WHOLE && form.encoding() == Encoding.JSON && !pretty(exchange.call());
    if (asItIs) {
      lists.write(exchange, many);
      return;
    }
    JsonObject list =
        form.shape() == Shape.WHOLE
            ? ListWriter.tree(many)
            : shaper.many(
                many.resource(),
                many.metadata(),
                many.items(),
                form,
                exchange.call().query().first(INCLUDE));
    if (form.encoding() == Encoding.JSON && !pretty(exchange.call())) {
      lists.writeWhole(exchange, JsonWriter.toBytes(list));
    } else {
      object(exchange, 200, Payload.of(list), form);
    }
  }

  private void events(Exchange exchange, Answer.Events events) throws IOException {
    Form form;
    try {
      form = form(exchange.call());
    } catch (StatusException refused) {
      events.source().close();
      throw refused;
    }
    new WatchWriter(exchange, events, form, shaper).run();
  }

  private static void raw(Exchange exchange, Answer.Raw raw) {
    raw.headers().forEach((name, value) -> exchange.response().getHeaders().put(name, value));
    send(exchange, raw.code(), raw.contentType(), raw.body());
  }
}
