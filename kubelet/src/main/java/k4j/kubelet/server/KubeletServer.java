package k4j.kubelet.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.kubelet.pod.PodName;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The kubelet's HTTPS API: logs, commands and port-forwarding for the API server, and what it
/// knows of its pods.
public final class KubeletServer implements AutoCloseable {

  private static final int MAX_THREADS = 16;
  private static final Duration IDLE = Duration.ofHours(4);

  private final Server server;
  private final ServerConnector connector;
  private final Function<String, Optional<ServedNode>> nodes;

  /// @param port 0 for any free one
  /// @param tls with the kubelet's certificate and the CA of clients'
  /// @param nodes by the address of this machine that a request came to
  public KubeletServer(
      String address, int port, SSLContext tls, Function<String, Optional<ServedNode>> nodes) {
    this.nodes = nodes;
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
    threads.setName("kubelet-http");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("kubelet-request-", 0).factory()));
    server = new Server(threads);
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(tls);
    ssl.setWantClientAuth(true);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    SecureRequestCustomizer secure = new SecureRequestCustomizer(false);
    http.addCustomizer(secure);
    connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(ssl, "http/1.1"),
            new HttpConnectionFactory(http));
    connector.setHost(address);
    connector.setPort(port);
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    server.setHandler(new Routes());
  }

  public void start() {
    try {
      server.start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the kubelet cannot listen on port " + connector.getPort() + ": " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // what Jetty declares
      throw new IllegalStateException("the kubelet's API could not be started", e);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // what Jetty declares
      throw new IllegalStateException("the kubelet's API could not be stopped", e);
    }
  }

  private final class Routes extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws IOException {
      String path = Request.getPathInContext(request);
      Optional<ServedNode> node = nodes.apply(Request.getLocalAddr(request));
      if (node.isEmpty()) {
        Answers.text(response, callback, 404, "no such node");
        return true;
      }
      Access.Decision decision =
          path.equals("/healthz")
              ? new Access.Decision.Allowed()
              : node.get()
                  .access()
                  .decide(certificates(request), bearer(request), request.getMethod(), path);
      switch (decision) {
        case Access.Decision.Allowed() -> route(node.get(), path, request, response, callback);
        case Access.Decision.Unknown() -> Answers.text(response, callback, 401, "Unauthorized");
        case Access.Decision.Forbidden(String message) ->
            Answers.text(response, callback, 403, message);
      }
      return true;
    }
  }

  private static List<X509Certificate> certificates(Request request) {
    Object data = request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
    return data instanceof EndPoint.SslSessionData session && session.peerCertificates() != null
        ? List.of(session.peerCertificates())
        : List.of();
  }

  private static String bearer(Request request) {
    String header = request.getHeaders().get(HttpHeader.AUTHORIZATION);
    return header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)
        ? header.substring(7).strip()
        : "";
  }

  private static void route(
      ServedNode node, String path, Request request, Response response, Callback callback)
      throws IOException {
    StatsEndpoint stats = new StatsEndpoint(node.name(), node.endpoints());
    String[] parts = path.substring(1).split("/");
    CommandEndpoint.Exchange exchange = new CommandEndpoint.Exchange(request, response, callback);
    switch (parts[0]) {
      case "healthz" -> Answers.text(response, callback, 200, "ok");
      case "pods", "runningpods" -> Answers.json(response, callback, pods(node.endpoints()));
      case "stats" -> Answers.json(response, callback, stats.summary());
      case "metrics" -> metrics(new MetricsEndpoint(node.endpoints()), path, exchange);
      default -> routeToPod(node.endpoints(), parts, exchange);
    }
  }

  private static void metrics(
      MetricsEndpoint metrics, String path, CommandEndpoint.Exchange exchange) {
    switch (path) {
      case "/metrics" -> exchange.text(metrics.own());
      case "/metrics/resource" -> exchange.text(metrics.resource());
      case "/metrics/cadvisor" -> exchange.text(metrics.cadvisor());
      default -> exchange.error(404, "404 page not found");
    }
  }

  private static void routeToPod(
      PodEndpoints endpoints, String[] parts, CommandEndpoint.Exchange exchange)
      throws IOException {
    CommandEndpoint commands = new CommandEndpoint(endpoints);
    String kind = parts[0];
    String last = parts[parts.length - 1];
    if (parts.length >= 3 && kind.equals("portForward")) {
      commands.portForward(exchange, parts[1], parts[2]);
    } else if (parts.length < 4) {
      exchange.error(404, "404 page not found");
    } else {
      switch (kind) {
        case "containerLogs" ->
            new LogEndpoint(endpoints).handle(parts[1], parts[2], last, exchange);
        case "exec" -> commands.exec(exchange, parts[1], parts[2], last);
        case "attach" -> commands.attach(exchange, parts[1], parts[2], last);
        case "run" -> commands.run(exchange, parts[1], parts[2], last);
        default -> exchange.error(404, "404 page not found");
      }
    }
  }

  private static JsonObject pods(PodEndpoints endpoints) {
    List<JsonObject> items =
        endpoints.pods().all().stream()
            .map(pod ->
                endpoints
                    .statuses()
                    .get(PodName.of(pod).uid())
                    .map(status -> pod.with("status", status))
                    .orElse(pod))
            .toList();
    return JsonObject.builder()
        .put("kind", "PodList")
        .put("apiVersion", "v1")
        .put("metadata", JsonObject.EMPTY)
        .put("items", JsonArray.of(items))
        .build();
  }
}
