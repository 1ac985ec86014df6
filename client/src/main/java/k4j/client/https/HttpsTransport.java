package k4j.client.https;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
import k4j.api.transport.Transport;

/// The way to an API server over HTTPS: HTTP/2 where the server speaks it, so that all requests and
/// watches share a connection.
public final class HttpsTransport implements Transport {

  private static final Duration CONNECT = Duration.ofSeconds(30);
  private static final Pattern WARNING = Pattern.compile("299 \\S+ \"((?:[^\"\\\\]|\\\\.)*)\".*");

  private final ServerAccess access;
  private final String userAgent;
  private final ExecutorService executor;
  private final HttpClient http;

  /// @param userAgent who asks, such as `k4j/1.36 (linux/amd64)`: the server names field managers
  ///   by it
  public HttpsTransport(ServerAccess access, String userAgent) {
    this.access = access;
    this.userAgent = userAgent;
    executor = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("https-", 0).factory());
    http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .connectTimeout(CONNECT)
            .executor(executor)
            .sslContext(Tls.context(access))
            .build();
  }

  @Override
  public Response send(Request request) {
    HttpResponse<byte[]> answer = exchange(request, BodyHandlers.ofByteArray());
    if (answer.statusCode() >= 300) {
      throw failure(answer.statusCode(), answer.body());
    }
    return new Response(answer.statusCode(), object(answer.body()), warnings(answer));
  }

  @Override
  public EventStream watch(Request request) {
    HttpResponse<InputStream> answer = exchange(request, BodyHandlers.ofInputStream());
    if (answer.statusCode() >= 300) {
      try (InputStream body = answer.body()) {
        throw failure(answer.statusCode(), body.readAllBytes());
      } catch (IOException e) {
        throw unreachable(e);
      }
    }
    return new LineEvents(answer.body());
  }

  private <T> HttpResponse<T> exchange(Request request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(httpRequest(request), handler);
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw StatusException.unavailable("interrupted while waiting for " + access.server());
    }
  }

  private HttpRequest httpRequest(Request request) {
    var builder =
        HttpRequest.newBuilder(uri(access.server(), request))
            .header("Accept", Request.JSON)
            .header("User-Agent", userAgent);
    access.token().ifPresent(t -> builder.header("Authorization", "Bearer " + t.token()));
    if (request.body() == JsonNull.NULL) {
      builder.method(request.method(), BodyPublishers.noBody());
    } else {
      builder
          .header("Content-Type", request.contentType())
          .method(request.method(), BodyPublishers.ofByteArray(JsonWriter.toBytes(request.body())));
    }
    return builder.build();
  }

  private StatusException unreachable(IOException e) {
    String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return StatusException.unavailable(
        "the server %s could not be reached: %s".formatted(access.server().getAuthority(), why));
  }

  /// The request's address: each part of the path and query is escaped here.
  static URI uri(URI server, Request request) {
    String base = server.toString();
    var out = new StringBuilder(base.endsWith("/") ? base.substring(0, base.length() - 1) : base);
    for (String part : request.path().split("/", -1)) {
      if (!part.isEmpty()) {
        out.append('/').append(escape(part).replace("%3A", ":"));
      }
    }
    String query =
        request.query().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .flatMap(e -> e.getValue().stream().map(v -> escape(e.getKey()) + "=" + escape(v)))
            .collect(Collectors.joining("&"));
    if (!query.isEmpty()) {
      out.append('?').append(query);
    }
    return URI.create(out.toString());
  }

  private static String escape(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// What a failed answer means: the Status in it, or its code where it is none.
  static StatusException failure(int code, byte[] body) {
    try {
      if (JsonParser.parse(body) instanceof JsonObject json
          && json.string("kind").equals("Status")) {
        return new StatusException(Status.of(json));
      }
    } catch (JsonException _) {
      // a proxy's page, or nothing: the code says enough
    }
    String text = new String(body, StandardCharsets.UTF_8).strip();
    String message = text.isEmpty() ? "the server answered " + code : text;
    return new StatusException(new Status(code, reason(code), message, Status.Details.NONE));
  }

  private static String reason(int code) {
    return switch (code) {
      case 400 -> "BadRequest";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "NotFound";
      case 405 -> "MethodNotAllowed";
      case 409 -> "Conflict";
      case 410 -> "Gone";
      case 429 -> "TooManyRequests";
      case 500 -> "InternalError";
      case 503 -> "ServiceUnavailable";
      case 504 -> "Timeout";
      default -> "";
    };
  }

  private static JsonObject object(byte[] body) {
    try {
      return body.length == 0 ? JsonObject.EMPTY : JsonParser.parseObject(body);
    } catch (JsonException e) {
      throw StatusException.internal("the server's answer is not JSON: " + e.getMessage());
    }
  }

  private static List<String> warnings(HttpResponse<?> answer) {
    var texts = new ArrayList<String>();
    for (String header : answer.headers().allValues("Warning")) {
      Matcher match = WARNING.matcher(header);
      if (match.matches()) {
        texts.add(match.group(1).replaceAll("\\\\(.)", "$1"));
      }
    }
    return texts;
  }

  @Override
  public void close() {
    http.shutdownNow();
    executor.shutdownNow();
  }
}
