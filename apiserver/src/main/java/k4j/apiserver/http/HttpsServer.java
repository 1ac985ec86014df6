package k4j.apiserver.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import k4j.apiserver.ApiServer;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.negotiation.Encodings;
import k4j.apiserver.negotiation.Shaper;
import k4j.apiserver.tunnel.NodeConnector;
import k4j.apiserver.tunnel.Tunnel;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// The socket of the API server: TLS, HTTP/1.1 and HTTP/2, each request on a virtual thread.
public final class HttpsServer implements AutoCloseable {

  private static final int IDLE_MILLIS = 300_000;

  private final Server server;
  private final List<ServerConnector> connectors;

  /// @param connector opens connections to nodes
  public HttpsServer(
      HttpSettings settings,
      List<Authenticator> authenticators,
      ApiServer api,
      Shaper shaper,
      NodeConnector connector) {
    var threads = new QueuedThreadPool(64, 4);
    threads.setName("https");
    ExecutorService virtual =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
    threads.setVirtualThreadsExecutor(virtual);
    var encodings = new Encodings(api.catalog());
    var writer =
        new AnswerWriter(
            shaper, encodings, api.negotiator(), new Tunnel(connector, virtual), virtual);
    server = new Server(threads);
    connectors =
        settings.hosts().stream()
            .distinct()
            .map(host -> connector(server, settings, host))
            .toList();
    connectors.forEach(server::addConnector);
    server.setErrorHandler(new PlainErrors());
    server.setHandler(
        new RequestHandler(
            new Authentication(authenticators, api.accessMetrics(), api.clock()),
            api.pipeline(),
            writer,
            encodings.decoder(),
            api::newId));
  }

  private static ServerConnector connector(Server server, HttpSettings settings, String host) {
    var http = new HttpConfiguration();
    var secure = new SecureRequestCustomizer();
    secure.setSniHostCheck(false); // clients may connect by address
    http.addCustomizer(secure);
    http.setSendServerVersion(false);
    http.setSendDateHeader(true);
    http.setUriCompliance(UriCompliance.UNSAFE); // the proxy hands on whatever path it is given
    http.setRequestHeaderSize(1024 * 1024);
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    var tls = new SslContextFactory.Server();
    tls.setSslContext(settings.tls());
    tls.setWantClientAuth(true);
    var http2 = new HTTP2ServerConnectionFactory(http);
    http2.setMaxConcurrentStreams(250);
    http2.setInitialSessionRecvWindow(4 * 1024 * 1024);
    http2.setInitialStreamRecvWindow(1024 * 1024);
    http2.setStreamIdleTimeout(0);
    var connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(tls, alpn.getProtocol()),
            alpn,
            http2,
            new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(settings.port());
    connector.setIdleTimeout(IDLE_MILLIS);
    connector.setAcceptQueueSize(1024);
    return connector;
  }

  /// Begins to listen.
  public HttpsServer start() {
    try {
      server.start();
      return this;
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    } catch (Exception broken) { // what Jetty declares
      throw new IllegalStateException("the HTTPS server did not start", broken);
    }
  }

  /// The port it listens on.
  public int port() {
    return connectors.getFirst().getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception broken) { // what Jetty declares
      throw new IllegalStateException("the HTTPS server did not stop", broken);
    }
  }
}
