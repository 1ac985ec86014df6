package k4j.apiserver.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.UnaryOperator;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import org.jspecify.annotations.Nullable;

/// An HTTPS server that answers like a webhook; its certificate, which is its own authority, is for
/// `hook.default.svc`, `api.default.svc`, `localhost` and `127.0.0.1`.
public final class TestWebhook implements AutoCloseable {

  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final KeyStore KEYS = keys();

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  /// @param target path and query
  /// @param client the port that the request came from
  public record Received(String target, JsonObject body, int client) {}

  /// Writes its answer itself.
  @FunctionalInterface
  public interface Handler {
    void handle(HttpExchange exchange, JsonObject body) throws IOException;
  }

  public TestWebhook(Handler handler) {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(tls()));
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          byte[] bytes = exchange.getRequestBody().readAllBytes();
          JsonObject body = bytes.length == 0 ? JsonObject.EMPTY : JsonParser.parseObject(bytes);
          String target = exchange.getRequestURI().toString();
          received.add(new Received(target, body, exchange.getRemoteAddress().getPort()));
          try (exchange) {
            handler.handle(exchange, body);
          }
        });
    server.start();
  }

  /// A server that answers each object with another one.
  public static TestWebhook answering(UnaryOperator<JsonObject> answer) {
    return new TestWebhook((exchange, body) -> send(exchange, 200, answer.apply(body)));
  }

  public static void send(HttpExchange exchange, int code, JsonObject answer) throws IOException {
    byte[] bytes = JsonWriter.toBytes(answer);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public String url() {
    return "https://127.0.0.1:" + port();
  }

  /// What was asked, in order.
  public BlockingQueue<Received> received() {
    return received;
  }

  /// The authority of all such servers, PEM in base64.
  public static String caBundle() {
    try {
      String der = Base64.getMimeEncoder().encodeToString(KEYS.getCertificate("hook").getEncoded());
      String pem = "-----BEGIN CERTIFICATE-----\n" + der + "\n-----END CERTIFICATE-----\n";
      return Base64.getEncoder()
          .encodeToString(pem.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// For other servers with the same certificate.
  public static SSLContext tls() {
    return tls(null);
  }

  /// @param clients whom they believe; null for those whom the system trusts
  public static SSLContext tls(TrustManager @Nullable [] clients) {
    try {
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(KEYS, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), clients, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyStore keys() {
    try (InputStream in = TestWebhook.class.getResourceAsStream("webhook.p12")) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, PASSWORD);
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the test's keys cannot be read", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
