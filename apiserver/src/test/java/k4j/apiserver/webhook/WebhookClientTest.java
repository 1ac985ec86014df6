package k4j.apiserver.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import k4j.api.json.JsonObject;
import k4j.apiserver.Api;
import k4j.apiserver.webhook.ClientConfig.Address;
import k4j.apiserver.webhook.ServiceResolver.HostPort;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Calls to a real HTTPS server, good ones and each way in which they fail.
class WebhookClientTest {

  private static final JsonObject QUESTION = Api.json("{'kind':'Question'}");
  private static final JsonObject ANSWER = Api.json("{'kind':'Answer'}");

  private final MovableClock clock = new MovableClock();
  private int servicePort;
  private final WebhookClients clients =
      new WebhookClients((_, _, _) -> new HostPort("127.0.0.1", servicePort), clock, clock);

  @AfterEach
  void close() {
    clients.close();
  }

  private JsonObject post(ClientConfig config) throws WebhookCallException {
    return clients.client(config).post(QUESTION, Duration.ofSeconds(10));
  }

  private String failure(ClientConfig config) {
    try {
      return "no failure but " + post(config);
    } catch (WebhookCallException failed) {
      return failed.getMessage();
    }
  }

  private static ClientConfig url(String url) {
    return new ClientConfig(new Address.Url(url), TestWebhook.caBundle());
  }

  private static ClientConfig service(String name) {
    return new ClientConfig(
        new Address.Service("default", name, "/check", 443), TestWebhook.caBundle());
  }

  @Test
  void connectionsAreKept() throws Exception {
    try (var hook = TestWebhook.answering(_ -> ANSWER)) {
      ClientConfig config = url(hook.url() + "/a/b");
      assertThat(post(config)).isEqualTo(ANSWER);
      assertThat(post(config)).isEqualTo(ANSWER);
      var first = hook.received().take();
      assertThat(first.target()).isEqualTo("/a/b?timeout=10s");
      assertThat(first.body()).isEqualTo(QUESTION);
      assertThat(hook.received().take().client()).isEqualTo(first.client());
      clock.advance(Duration.ofSeconds(91));
      post(config);
      assertThat(hook.received().take().client()).isNotEqualTo(first.client());
    }
  }

  @Test
  void aServiceIsAskedUnderItsName() throws Exception {
    var hosts = new LinkedBlockingQueue<String>();
    try (var hook =
        new TestWebhook((exchange, _) -> {
          hosts.add(exchange.getRequestHeaders().getFirst("Host"));
          TestWebhook.send(exchange, 200, ANSWER);
        })) {
      servicePort = hook.port();
      assertThat(post(service("hook"))).isEqualTo(ANSWER);
      assertThat(hosts.take()).isEqualTo("hook.default.svc:443");
      assertThat(failure(service("other")))
          .isEqualTo(
              "Post \"https://other.default.svc:443/check?timeout=10s\": tls: failed to verify"
                  + " certificate: x509: certificate is valid for hook.default.svc,"
                  + " api.default.svc, localhost, not other.default.svc");
    }
  }

  @Test
  void whoIsNotVouchedForIsNotBelieved() {
    try (var hook = TestWebhook.answering(_ -> ANSWER)) {
      assertThat(failure(new ClientConfig(new Address.Url(hook.url()), "")))
          .isEqualTo(
              "Post \"%s/?timeout=10s\": tls: failed to verify certificate: x509: certificate signed"
                      .formatted(hook.url())
                  + " by unknown authority");
      assertThat(failure(new ClientConfig(new Address.Url(hook.url()), "bm90aGluZw==")))
          .isEqualTo("unable to load root certificates: unable to parse bytes as PEM block");
    }
  }

  @Test
  void nobodyListens() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    assertThat(failure(url("https://127.0.0.1:" + port)))
        .isEqualTo(
            "Post \"https://127.0.0.1:%d/?timeout=10s\": dial tcp 127.0.0.1:%d: connect: connection"
                    .formatted(port, port)
                + " refused");
  }

  @Test
  void timeIsShort() throws Exception {
    var asked = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    try (var hook =
        new TestWebhook((_, _) -> {
          asked.countDown();
          await(end);
        })) {
      var failures = new LinkedBlockingQueue<String>();
      Thread.ofVirtual().start(() -> failures.add(failure(url(hook.url()))));
      asked.await();
      clock.advance(Duration.ofSeconds(10));
      assertThat(failures.take())
          .isEqualTo("Post \"%s/?timeout=10s\": context deadline exceeded".formatted(hook.url()));
      end.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void answersThatAreNone() {
    try (var hook =
        new TestWebhook((exchange, _) -> {
          switch (exchange.getRequestURI().getPath()) {
            case "/gone" -> exchange.sendResponseHeaders(404, -1);
            case "/broken" -> {
              byte[] text = "it \"broke\"".getBytes(java.nio.charset.StandardCharsets.UTF_8);
              exchange.getResponseHeaders().add("Content-Type", "text/plain");
              exchange.sendResponseHeaders(500, text.length);
              exchange.getResponseBody().write(text);
            }
            case "/empty" -> exchange.sendResponseHeaders(200, -1);
            default ->
                TestWebhook.send(
                    exchange, 403, Api.json("{'kind':'Status','status':'Failure','message':'no'}"));
          }
        })) {
      assertThat(failure(url(hook.url() + "/gone")))
          .isEqualTo("the server could not find the requested resource");
      assertThat(failure(url(hook.url() + "/broken")))
          .isEqualTo(
              "an error on the server (\"it \\\"broke\\\"\") has prevented the request from"
                  + " succeeding");
      assertThat(failure(url(hook.url() + "/empty")))
          .isEqualTo("0-length response with status code: 200 and content type: ");
      assertThat(failure(url(hook.url() + "/status"))).isEqualTo("no");
    }
  }

  @Test
  void endpointsOfAService() {
    var api = new Api();
    var resolver = new EndpointResolver(api.server.reader(), api.config.random());
    assertThat(Api.failureText(() -> resolver.resolve("default", "hook", 443)))
        .isEqualTo("404 NotFound: service \"hook\" not found");
    api.post(
        "/api/v1/namespaces/default/services",
        "{'metadata':{'name':'hook'},'spec':{'ports':[{'name':'https','port':443}]}}");
    assertThat(Api.failureText(() -> resolver.resolve("default", "hook", 444)))
        .isEqualTo("503 ServiceUnavailable: no service port 444 found for service \"hook\"");
    assertThat(Api.failureText(() -> resolver.resolve("default", "hook", 443)))
        .isEqualTo("503 ServiceUnavailable: no endpoints available for service \"hook\"");
    api.post(
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices",
        "{'metadata':{'name':'hook-1','labels':{'kubernetes.io/service-name':'hook'}},"
            + "'addressType':'IPv4','ports':[{'name':'https','port':8443}],'endpoints':["
            + "{'addresses':['10.0.0.1'],'conditions':{'ready':false}},"
            + "{'addresses':['10.0.0.2'],'conditions':{'ready':true}}]}");
    assertThat(resolver.resolve("default", "hook", 443)).isEqualTo(new HostPort("10.0.0.2", 8443));
  }
}
