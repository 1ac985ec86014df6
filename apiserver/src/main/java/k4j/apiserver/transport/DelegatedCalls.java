package k4j.apiserver.transport;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import k4j.api.json.JsonException;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.api.transport.WatchEvent;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.ConnectTarget.Manner;
import k4j.apiserver.tunnel.NodeConnector;
import k4j.apiserver.upstream.ChunkedInput;
import k4j.apiserver.upstream.GoWords;
import k4j.apiserver.upstream.LimitedInput;
import k4j.apiserver.upstream.ResponseHead;

/// Carries what a component of this process asks of an extension API server over to it, with the
/// component's name.
///
/// @param userAgent the component's
record DelegatedCalls(NodeConnector connector, String userAgent) {

  private static final int OK = 200;

  Response send(ConnectTarget target, Request request) {
    try (Socket socket = connector.connect(target)) {
      var answer = Opened.of(socket, target, request, userAgent);
      JsonObject body = object(answer);
      if (answer.head().status() >= 300) {
        throw failed(answer.head().status(), body);
      }
      return new Response(answer.head().status(), body, List.of());
    } catch (IOException broken) {
      throw unavailable(target, broken);
    }
  }

  EventStream watch(ConnectTarget target, Request request) {
    try {
      Socket socket = connector.connect(target);
      var answer = Opened.of(socket, target, request, userAgent);
      if (answer.head().status() != OK) {
        JsonObject body = object(answer);
        socket.close();
        throw failed(answer.head().status(), body);
      }
      return new Lines(socket, answer.body());
    } catch (IOException broken) {
      throw unavailable(target, broken);
    }
  }

  private static StatusException unavailable(ConnectTarget target, IOException broken) {
    return StatusException.unavailable(
        "error trying to reach service: " + GoWords.of(broken, target.host(), target.port()));
  }

  private static StatusException failed(int code, JsonObject body) {
    return new StatusException(
        body.string("kind").equals("Status")
            ? Status.of(body)
            : new Status(code, "", "the server answered " + code, Status.Details.NONE));
  }

  private static JsonObject object(Opened answer) throws IOException {
    byte[] bytes = answer.body().readAllBytes();
    try {
      return bytes.length == 0 ? JsonObject.EMPTY : JsonParser.parseObject(bytes);
    } catch (JsonException noObject) {
      if (answer.head().status() < 300) {
        throw new IOException("the answer is no object", noObject);
      }
      return JsonObject.EMPTY;
    }
  }

  /// A request that was sent, and the beginning of its answer.
  private record Opened(ResponseHead head, InputStream body) {

    static Opened of(Socket socket, ConnectTarget target, Request request, String userAgent)
        throws IOException {
      byte[] content =
          request.body() == JsonNull.NULL ? new byte[0] : JsonWriter.toBytes(request.body());
      OutputStream out = socket.getOutputStream();
      out.write(
          head(target, request, userAgent, content.length).getBytes(StandardCharsets.ISO_8859_1));
      out.write(content);
      out.flush();
      var in = new BufferedInputStream(socket.getInputStream());
      ResponseHead head = ResponseHead.read(in);
      String length = head.first("content-length");
      InputStream body =
          head.chunked()
              ? new ChunkedInput(in)
              : length.isEmpty() ? in : new LimitedInput(in, Long.parseLong(length));
      return new Opened(head, body);
    }

    private static String head(
        ConnectTarget target, Request request, String userAgent, int length) {
      var head = new StringBuilder();
      head.append(request.method()).append(' ').append(target.path()).append(query(request));
      head.append(" HTTP/1.1\r\nHost: ").append(target);
      head.append("\r\nUser-Agent: ").append(userAgent);
      head.append("\r\nConnection: close\r\nAccept: application/json\r\n");
      if (length > 0) {
        head.append("Content-Type: ").append(request.contentType()).append("\r\n");
      }
      head.append("Content-Length: ").append(length).append("\r\n");
      if (target.manner() instanceof Manner.Delegated(var headers)) {
        headers.forEach((name, values) ->
            values.forEach(value -> head.append(name).append(": ").append(value).append("\r\n")));
      }
      return head.append("\r\n").toString();
    }

    private static String query(Request request) {
      String all =
          request.query().entrySet().stream()
              .flatMap(entry ->
                  entry.getValue().stream().map(v -> encoded(entry.getKey()) + "=" + encoded(v)))
              .sorted()
              .collect(Collectors.joining("&"));
      return all.isEmpty() ? "" : "?" + all;
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }

  /// A watch, one event a line.
  private record Lines(Socket socket, InputStream in) implements EventStream {

    @Override
    public Optional<WatchEvent> next() {
      try {
        byte[] line = line();
        if (line.length == 0) {
          return Optional.empty();
        }
        JsonObject event = JsonParser.parseObject(line);
        String type = event.string("type").toUpperCase(Locale.ROOT);
        return Optional.of(new WatchEvent(WatchEvent.Type.valueOf(type), event.object("object")));
      } catch (IOException | JsonException | IllegalArgumentException broken) {
        return Optional.empty(); // a watch that breaks is begun anew
      }
    }

    private byte[] line() throws IOException {
      var line = new ByteArrayOutputStream(1024);
      for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
        line.write(b);
      }
      return line.toByteArray();
    }

    @Override
    public void close() {
      try {
        socket.close();
      } catch (IOException _) {
        // it is closed
      }
    }
  }
}
