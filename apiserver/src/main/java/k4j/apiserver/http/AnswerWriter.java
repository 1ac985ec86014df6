package k4j.apiserver.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.apiserver.negotiation.Encodings;
import k4j.apiserver.negotiation.Form;
import k4j.apiserver.negotiation.Form.Encoding;
import k4j.apiserver.negotiation.Form.Shape;
import k4j.apiserver.negotiation.Negotiator;
import k4j.apiserver.negotiation.PrettyJson;
import k4j.apiserver.negotiation.Shaper;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.Payload;
import k4j.apiserver.tunnel.Tunnel;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.server.Response;

/// Writes answers in the form that the client accepts.
final class AnswerWriter {

  private static final String INCLUDE = "includeObject";

  private static final Set<String> TRUE = Set.of("1", "t", "T", "true", "TRUE", "True");
  private static final Status NO_SUCH_PATH = StatusException.noSuchPath().status();
  private static final byte[] NOT_FOUND =
      "404 page not found\n".getBytes(StandardCharsets.US_ASCII);

  private final Shaper shaper;
  private final Encodings encodings;
  private final Negotiator negotiator;
  private final Tunnel tunnel;
  private final Executor threads;
  private final ListWriter lists;

  /// @param threads starts a virtual thread for each task
  AnswerWriter(
      Shaper shaper, Encodings encodings, Negotiator negotiator, Tunnel tunnel, Executor threads) {
    this.shaper = shaper;
    this.negotiator = negotiator;
    this.encodings = encodings;
    this.tunnel = tunnel;
    this.threads = threads;
    lists = new ListWriter(encodings);
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

  private void one(Exchange exchange, Answer.One one) throws IOException {
    Form form = formOf(one, exchange.call());
    if (one.resource() == null || form.shape() == Shape.WHOLE) {
      byte[] bytes = encodings.encode(one.payload(), form.encoding(), one.resource());
      object(exchange, one.code(), bytes, form);
      return;
    }
    String include = exchange.call().query().first(INCLUDE);
    Payload shaped = shaper.one(one.payload(), one.resource(), form, include);
    object(exchange, one.code(), encodings.encode(shaped, form.encoding(), null), form);
  }

  /// Whoever asks for a table of a `Status` gets it as it is.
  private Form formOf(Answer.One one, Call call) {
    if (one.resource() != null) {
      return negotiator.form(call.headers(), encodings.speaksProtobuf(one.resource()));
    }
    JsonObject tree = one.payload().tree();
    boolean protobuf = encodings.speaksProtobuf(tree);
    return protobuf && !tree.string("kind").equals("Status")
        ? negotiator.formWithoutTables(call.headers())
        : negotiator.form(call.headers(), protobuf);
  }

  /// A failure, in the form of the client's choice where it can be had.
  void status(Exchange exchange, Status status) throws IOException {
    if (status.equals(NO_SUCH_PATH)) {
      exchange.response().getHeaders().put("X-Content-Type-Options", "nosniff");
      send(exchange, 404, "text/plain; charset=utf-8", NOT_FOUND);
      return;
    }
    Payload payload = Payload.of(status.json());
    Optional<Form> form = negotiator.statusForm(exchange.call().headers());
    if (form.isEmpty()) {
      send(
          exchange,
          status.code(),
          "application/json",
          PrettyJson.indent(encodings.json(payload.tree())));
      return;
    }
    Encoding encoding = form.get().encoding();
    object(exchange, status.code(), encodings.encode(payload, encoding, null), form.get());
  }

  /// One object, whole in one buffer.
  private void object(Exchange exchange, int code, byte[] object, Form form) throws IOException {
    byte[] bytes = finished(exchange.call(), object, form);
    String contentType = form.contentType(false);
    if (bytes.length > ListWriter.WORTH_COMPRESSING) {
      lists.writeWhole(exchange, code, contentType, bytes);
    } else {
      send(exchange, code, contentType, bytes);
    }
  }

  /// As Go's encoder leaves it: compact JSON ends with a line, JSON for human eyes does not.
  private static byte[] finished(Call call, byte[] object, Form form) {
    if (form.encoding() != Encoding.JSON) {
      return object;
    }
    if (pretty(call, form)) {
      return PrettyJson.indent(object);
    }
    byte[] bytes = Arrays.copyOf(object, object.length + 1);
    bytes[object.length] = '\n';
    return bytes;
  }

  private static boolean pretty(Call call, Form form) {
    if (form.pretty()) {
      return true;
    }
    String asked = call.query().first("pretty");
    if (!asked.isEmpty()) {
      return TRUE.contains(asked);
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
    if (!exchange.call().body().discard()) {
      response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
    }
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
    boolean protobuf = encodings.speaksProtobuf(many.resource());
    Form form = negotiator.form(exchange.call().headers(), protobuf);
    if (form.shape() != Shape.WHOLE) {
      String include = exchange.call().query().first(INCLUDE);
      JsonObject shaped =
          shaper.many(many.resource(), many.metadata(), many.items(), form, include);
      object(exchange, 200, encodings.encode(Payload.of(shaped), form.encoding(), null), form);
      return;
    }
    switch (form.encoding()) {
      case JSON -> {
        if (pretty(exchange.call(), form)) {
          object(exchange, 200, encodings.json(lists.tree(many)), form);
        } else {
          lists.write(exchange, many);
        }
      }
      case YAML -> {
        Payload list = Payload.of(lists.tree(many));
        object(exchange, 200, encodings.encode(list, Encoding.YAML, null), form);
      }
      case PROTOBUF -> {
        byte[] list = encodings.protobufList(many.resource(), many.metadata(), many.items());
        lists.writeWhole(exchange, 200, form.contentType(false), list);
      }
    }
  }

  private void events(Exchange exchange, Answer.Events events) throws IOException {
    Form form;
    try {
      boolean protobuf = encodings.speaksProtobuf(events.resource());
      form = negotiator.streamForm(exchange.call().headers(), protobuf);
    } catch (StatusException refused) {
      events.source().close();
      throw refused;
    }
    String include = exchange.call().query().first(INCLUDE);
    var encoder = new EventEncoder(events, form, shaper, encodings, include);
    if (WatchSocket.isAsked(exchange.request())) {
      WatchSocket.open(exchange, events.source(), encoder, threads);
    } else {
      new WatchWriter(exchange, events.source(), encoder).run();
    }
  }

  private static void raw(Exchange exchange, Answer.Raw raw) {
    raw.headers().forEach((name, value) -> exchange.response().getHeaders().put(name, value));
    send(exchange, raw.code(), raw.contentType(), raw.body());
  }
}
