package k4j.cluster.metrics;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import k4j.api.meta.StatusException;
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
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The HTTPS server that the aggregator asks.
final class MetricsEndpoint implements AutoCloseable {

  private static final int THREADS = 8;

  private final Server server;
  private final ServerConnector connector;
  private final FrontProxy trust;
  private final MetricsApi api;

  MetricsEndpoint(String address, SSLContext tls, FrontProxy trust, MetricsApi api) {
    this.trust = trust;
    this.api = api;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS);
    threads.setName("metrics-http");
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("metrics-request-", 0).factory()));
    server = new Server(threads);
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(tls);
    ssl.setWantClientAuth(true);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.addCustomizer(new SecureRequestCustomizer(false));
    connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(ssl, "http/1.1"),
            new HttpConnectionFactory(http));
    connector.setHost(address);
    server.addConnector(connector);
    server.setHandler(new Answers());
  }

  void start() {
    try {
      server.start();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // what Jetty declares
      throw new IllegalStateException("the metrics API could not be started", e);
    }
  }

  int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) { // what Jetty declares
      throw new IllegalStateException("the metrics API could not be stopped", e);
    }
  }

  private final class Answers extends Handler.Abstract {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      int code = 200;
      JsonObject body;
      try {
        body = answer(request);
      } catch (StatusException e) {
        code = e.status().code();
        body = e.status().json();
      }
      response.setStatus(code);
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.write(true, ByteBuffer.wrap(JsonWriter.toBytes(body)), callback);
      return true;
    }
  }

  private JsonObject answer(Request request) {
    Object data = request.getAttribute(EndPoint.SslSessionData.ATTRIBUTE);
    List<X509Certificate> chain =
        data instanceof EndPoint.SslSessionData session && session.peerCertificates() != null
            ? List.of(session.peerCertificates())
            : List.of();
    if (!trust.is(chain)) {
      throw StatusException.unauthorized();
    }
    if (!request.getMethod().equals("GET")) {
      throw StatusException.methodNotAllowed();
    }
    Fields query = Request.extractQueryParameters(request);
    String selector = query.getValue("labelSelector");
    String accept = request.getHeaders().get(HttpHeader.ACCEPT);
    boolean table = accept != null && accept.contains("as=Table");
    return api.get(Request.getPathInContext(request), selector == null ? "" : selector, table);
  }
}
