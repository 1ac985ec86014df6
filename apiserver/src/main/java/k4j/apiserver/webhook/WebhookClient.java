package k4j.apiserver.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.meta.StatusException;
import k4j.apiserver.upstream.ChunkedInput;
import k4j.apiserver.upstream.GoWords;
import k4j.apiserver.upstream.LimitedInput;
import k4j.apiserver.upstream.ResponseHead;
import k4j.apiserver.webhook.ServiceResolver.HostPort;
import org.jspecify.annotations.Nullable;

/// Asks one server by POST, over connections that it keeps. HTTP/1.1, as Kubernetes does it, so
/// that calls spread over all endpoints of a Service.
public final class WebhookClient implements AutoCloseable {

  private static final int MOST_IDLE = 25;
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(90);

  private final Upstream upstream;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private boolean closed;

  public WebhookClient(Upstream upstream, InstantSource clock, ScheduledExecutorService timer) {
    this.upstream = upstream;
    this.clock = clock;
    this.timer = timer;
  }

  /// The server's answer, an object.
  ///
  /// @param timeout told to the server, too, in whole seconds
  /// @throws WebhookCallException where there is none
  public JsonObject post(JsonObject body, Duration timeout) throws WebhookCallException {
    long seconds = timeout.plusMillis(999).toSeconds();
    return object(posted(body, "?timeout=" + seconds + "s", timeout));
  }

  /// Sends what needs no answer but a success.
  ///
  /// @throws WebhookCallException where there is none
  public void send(JsonObject body, Duration timeout) throws WebhookCallException {
    Received received = posted(body, "", timeout);
    int code = received.head().status();
    if (code < 200 || code > 206) {
      throw new WebhookCallException(ServerWords.of(code, received.head(), received.body()), code);
    }
  }

  private Received posted(JsonObject body, String query, Duration timeout)
      throws WebhookCallException {
    byte[] bytes = JsonWriter.toBytes(body);
    try (var deadline = new Deadline(timer, timeout)) {
      HostPort peer = address(query);
      try {
        return exchange(query, bytes, peer, deadline);
      } catch (IOException broken) {
        String why =
            deadline.passed()
                ? "context deadline exceeded"
                : GoWords.of(broken, peer.host(), peer.port());
        throw failed(query, why, broken);
      }
    }
  }

  private WebhookCallException failed(String query, String why, Throwable cause) {
    return new WebhookCallException("Post \"%s\": %s".formatted(upstream.url(query), why), cause);
  }

  private HostPort address(String query) throws WebhookCallException {
    try {
      return upstream.address().get();
    } catch (StatusException nowhere) {
      throw failed(query, nowhere.status().message(), nowhere);
    }
  }

  private record Received(ResponseHead head, String body) {}

  /// A connection that rested may have been closed by the other side: then another one is tried.
  private Received exchange(String query, byte[] body, HostPort peer, Deadline deadline)
      throws IOException {
    Connection rested = rested();
    if (rested != null) {
      try {
        return exchange(rested, query, body, deadline);
      } catch (IOException stale) {
        rested.close();
        if (deadline.passed()) {
          throw stale;
        }
      }
    }
    Connection fresh = Connection.open(upstream, peer, deadline);
    try {
      return exchange(fresh, query, body, deadline);
    } catch (IOException broken) {
      fresh.close();
      throw broken;
    }
  }

  private Received exchange(Connection connection, String query, byte[] body, Deadline deadline)
      throws IOException {
    deadline.guard(connection.socket());
    connection.out().write(head(query, body.length).getBytes(StandardCharsets.ISO_8859_1));
    connection.out().write(body);
    connection.out().flush();
    ResponseHead head = ResponseHead.read(connection.in());
    boolean reusable = head.chunked() || !head.first("content-length").isEmpty();
    byte[] answer = body(head, connection.in()).readAllBytes();
    boolean closes = head.first("connection").toLowerCase(Locale.ROOT).contains("close");
    if (reusable && !closes) {
      keep(connection);
    } else {
      connection.close();
    }
    return new Received(head, new String(answer, StandardCharsets.UTF_8));
  }

  private String head(String query, int length) {
    var out = new StringBuilder();
    out.append("POST ").append(upstream.path()).append(query);
    out.append(" HTTP/1.1\r\nHost: ").append(upstream.authority());
    out.append("\r\nUser-Agent: kube-apiserver-admission\r\nContent-Length: ").append(length);
    out.append("\r\nAccept: application/json, */*\r\nContent-Type: application/json\r\n");
    upstream
        .headers()
        .forEach((name, value) -> out.append(name).append(": ").append(value).append("\r\n"));
    return out.append("\r\n").toString();
  }

  private static InputStream body(ResponseHead head, InputStream in) throws IOException {
    if (head.chunked()) {
      return new ChunkedInput(in);
    }
    String length = head.first("content-length");
    try {
      return length.isEmpty() ? in : new LimitedInput(in, Long.parseLong(length));
    } catch (NumberFormatException wrong) {
      throw new IOException("bad Content-Length \"%s\"".formatted(length), wrong);
    }
  }

  private static JsonObject object(Received received) throws WebhookCallException {
    int code = received.head().status();
    boolean good = code >= 200 && code <= 206;
    if (received.body().isEmpty() && good) {
      throw new WebhookCallException(
          "0-length response with status code: %d and content type: %s"
              .formatted(code, received.head().first("content-type")),
          code);
    }
    JsonObject parsed;
    try {
      parsed = JsonParser.parseObject(received.body().getBytes(StandardCharsets.UTF_8));
    } catch (JsonException noObject) {
      throw new WebhookCallException(
          good
              ? "couldn't get version/kind; json parse error: " + noObject.getMessage()
              : ServerWords.of(code, received.head(), received.body()),
          code);
    }
    boolean failure =
        parsed.string("kind").equals("Status") && !parsed.string("status").equals("Success");
    if (failure) {
      throw new WebhookCallException(parsed.string("message"), code);
    }
    if (!good) {
      throw new WebhookCallException(ServerWords.of(code, received.head(), received.body()), code);
    }
    return parsed;
  }

  private synchronized @Nullable Connection rested() throws IOException {
    Connection found = idle.pollFirst();
    while (found != null && found.idleSince().plus(LONGEST_IDLE).isBefore(clock.instant())) {
      found.close();
      found = idle.pollFirst();
    }
    return found;
  }

  private synchronized void keep(Connection connection) throws IOException {
    if (closed || idle.size() >= MOST_IDLE) {
      connection.close();
      return;
    }
    connection.restAt(clock.instant());
    idle.addFirst(connection);
  }

  @Override
  public synchronized void close() {
    closed = true;
    for (Connection each : idle) {
      try {
        each.close();
      } catch (IOException _) {
        // gone all the same
      }
    }
    idle.clear();
  }
}
