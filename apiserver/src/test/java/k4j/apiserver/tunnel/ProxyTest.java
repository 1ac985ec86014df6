package k4j.apiserver.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.http.HttpSettings;
import k4j.apiserver.http.HttpsServer;
import k4j.apiserver.negotiation.Shaper;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.ConnectTarget.Peer;
import k4j.testing.TestTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// `proxy` of pods, services and nodes; all of them are one HTTP server here.
class ProxyTest {

  private static final Api API = new Api();
  private static final String POD = Api.PODS + "/a/proxy";
  private static final String SERVICES = "/api/v1/namespaces/default/services";
  private static final BlockingQueue<ConnectTarget> TARGETS = new LinkedBlockingQueue<>();
  private static final BlockingQueue<Received> RECEIVED = new LinkedBlockingQueue<>();
  private static HttpServer backend;
  private static HttpsServer server;
  private static HttpClient client;

  private record Received(
      String method, String target, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return String.join("|", headers.getOrDefault(name, List.of("none")));
    }
  }

  @BeforeAll
  static void start() throws IOException {
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    backend.createContext("/", ProxyTest::answer);
    backend.start();
    Authenticator everybody = _ -> new Authenticator.Result.Known(User.of("alice"));
    server =
        new HttpsServer(
                new HttpSettings("127.0.0.1", 0, TestTls.server()),
                List.of(everybody),
                API.server,
                new Shaper((_, metadata, _, _, _) -> metadata),
                ProxyTest::connect)
            .start();
    client = HttpClient.newBuilder().sslContext(TestTls.client()).build();
    API.pod("a", "{}");
    API.merge(
        Api.PODS + "/a/status", "{'status':{'podIP':'10.1.0.1','podIPs':[{'ip':'10.1.0.1'}]}}");
    API.post(SERVICES, "{'metadata':{'name':'s'},'spec':{'ports':[{'name':'web','port':8080}]}}");
    API.post(
        "/api/v1/namespaces/default/endpoints",
        "{'metadata':{'name':'s'},'subsets':[{'addresses':[{'ip':'10.1.0.1',"
            + "'targetRef':{'kind':'Pod','namespace':'default','name':'a'}},{'ip':'10.9.9.9'}],"
            + "'ports':[{'name':'web','port':81},{'name':'other','port':82}]}]}");
    API.post(
        "/api/v1/nodes",
        "{'metadata':{'name':'n'},'status':{'addresses':[{'type':'InternalIP',"
            + "'address':'10.0.0.9'}]}}");
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    backend.stop(0);
  }

  @BeforeEach
  void forget() {
    TARGETS.clear();
    RECEIVED.clear();
  }

  private static Socket connect(ConnectTarget target) throws IOException {
    TARGETS.add(target);
    if (target.port() == 9) {
      throw new ConnectException("Connection refused");
    }
    return new Socket(backend.getAddress().getAddress(), backend.getAddress().getPort());
  }

  private static void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    RECEIVED.add(
        new Received(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            Map.copyOf(exchange.getRequestHeaders()),
            body));
    byte[] answer = "answer".getBytes(StandardCharsets.UTF_8);
    switch (exchange.getRequestURI().getPath()) {
      case "/moved" -> exchange.getResponseHeaders().add("Location", "/new/?x=y");
      case "/page" -> {
        exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().add("Content-Encoding", "gzip");
        answer = zipped("<a href=\"/next\">ü</a>");
      }
      default -> {
        exchange.getResponseHeaders().add("Set-Cookie", "a=1");
        exchange.getResponseHeaders().add("Set-Cookie", "b=2");
      }
    }
    boolean moved = exchange.getRequestURI().getPath().equals("/moved");
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(moved ? 302 : 200, moved || head ? -1 : answer.length);
    if (!moved && !head) {
      exchange.getResponseBody().write(answer);
    }
    exchange.close();
  }

  private static byte[] zipped(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(request(path).build(), BodyHandlers.ofString());
  }

  @Test
  void everyVerbGoesThrough() throws Exception {
    for (String verb : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD")) {
      boolean body = List.of("POST", "PUT", "PATCH").contains(verb);
      HttpResponse<String> answer =
          client.send(
              request(POD + "/x?b=%2F&a=1")
                  .method(verb, body ? BodyPublishers.ofString("sent") : BodyPublishers.noBody())
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(verb).isEqualTo(200);
      assertThat(answer.body()).isEqualTo(verb.equals("HEAD") ? "" : "answer");
      assertThat(answer.headers().allValues("set-cookie")).containsExactlyInAnyOrder("a=1", "b=2");
      Received received = RECEIVED.take();
      assertThat(received.method()).isEqualTo(verb);
      assertThat(received.target()).isEqualTo("/x?b=%2F&a=1");
      assertThat(received.body()).isEqualTo(body ? "sent" : "");
    }
  }

  @Test
  void theOtherSideLearnsWhoAsks() throws Exception {
    client.send(
        request(POD + "/x/")
            .header("X-Forwarded-For", "1.2.3.4")
            .header("Impersonate-User", "bob")
            .header("X-Remote-User", "bob")
            .header("Authorization", "Bearer secret")
            .build(),
        BodyHandlers.ofString());
    Received received = RECEIVED.take();
    assertThat(received.header("X-forwarded-for")).isEqualTo("1.2.3.4, 127.0.0.1");
    assertThat(received.header("X-forwarded-uri")).isEqualTo(POD + "/x/");
    assertThat(received.header("Host")).isEqualTo("127.0.0.1:" + server.port());
    assertThat(received.headers())
        .doesNotContainKeys("Authorization", "Impersonate-user", "X-remote-user")
        .containsKey("Audit-id");
  }

  @Test
  void aPathWithoutSlashIsRedirected() throws Exception {
    HttpResponse<String> answer = get(POD + "?a=b");
    assertThat(answer.statusCode()).isEqualTo(301);
    assertThat(answer.headers().firstValue("location")).contains(POD + "/?a=b");
    assertThat(RECEIVED).isEmpty();
    HttpResponse<String> posted =
        client.send(
            request(POD).POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());
    assertThat(posted.statusCode()).isEqualTo(200);
    assertThat(RECEIVED.take().target()).isEqualTo("/");
    assertThat(get(POD + "/").statusCode()).isEqualTo(200);
  }

  @Test
  void linksLeadThroughTheProxy() throws Exception {
    HttpResponse<String> moved = get(POD + "/moved");
    assertThat(moved.statusCode()).isEqualTo(302);
    assertThat(moved.headers().firstValue("location")).contains(POD + "/new/?x=y");
    HttpResponse<byte[]> page =
        client.send(request(POD + "/page").build(), BodyHandlers.ofByteArray());
    var unzipped = new GZIPInputStream(new ByteArrayInputStream(page.body()));
    assertThat(new String(unzipped.readAllBytes(), StandardCharsets.UTF_8))
        .isEqualTo("<a href=\"" + POD + "/next\">ü</a>");
  }

  @Test
  void pathsAreCleaned() throws Exception {
    get(POD + "/a//b/../c/%20d");
    assertThat(RECEIVED.take().target()).isEqualTo("/a/c/%20d");
  }

  @Test
  void podsServicesAndNodesAreNamedWithSchemeAndPort() throws Exception {
    assertThat(target(Api.PODS + "/a/proxy/")).isEqualTo("Plain 10.1.0.1:80");
    assertThat(target(Api.PODS + "/a:8080/proxy/")).isEqualTo("Plain 10.1.0.1:8080");
    assertThat(target(Api.PODS + "/https:a:8443/proxy/")).isEqualTo("Anybody 10.1.0.1:8443");
    assertThat(target(Api.PODS + "/https:a:/proxy/")).isEqualTo("Anybody 10.1.0.1:443");
    assertThat(target(SERVICES + "/s:8080/proxy/")).isEqualTo("Plain 10.1.0.1:81");
    assertThat(target(SERVICES + "/s:web/proxy/")).isEqualTo("Plain 10.1.0.1:81");
    assertThat(target(SERVICES + "/https:s:other/proxy/")).isEqualTo("Anybody 10.1.0.1:82");
    assertThat(target("/api/v1/nodes/n/proxy/")).isEqualTo("Kubelet 10.0.0.9:10250");
    assertThat(target("/api/v1/nodes/n:10250/proxy/")).isEqualTo("Kubelet 10.0.0.9:10250");
    assertThat(target("/api/v1/nodes/n:80/proxy/")).isEqualTo("Plain 10.0.0.9:80");
  }

  private static String target(String path) throws IOException, InterruptedException {
    get(path);
    ConnectTarget target = TARGETS.take();
    String peer =
        switch (target.peer()) {
          case Peer.Plain _ -> "Plain ";
          case Peer.Anybody _ -> "Anybody ";
          case Peer.Kubelet _ -> "Kubelet ";
          case Peer.Extension _ -> "Extension ";
        };
    return peer + target;
  }

  @Test
  void whatLeadsNowhereSaysWhy() throws Exception {
    assertThat(failure(Api.PODS + "/a:b:c:d/proxy/"))
        .isEqualTo("400 invalid pod request \"a:b:c:d\"");
    assertThat(failure(Api.PODS + "/none/proxy/")).isEqualTo("404 pods \"none\" not found");
    API.pod("new", "{}");
    assertThat(failure(Api.PODS + "/new/proxy/")).isEqualTo("400 address not allowed");
    assertThat(failure(Api.PODS + "/a:web/proxy/"))
        .isEqualTo("503 error trying to reach service: dial tcp: lookup tcp/web: unknown port");
    assertThat(failure(Api.PODS + "/a:9/proxy/"))
        .isEqualTo(
            "503 error trying to reach service: dial tcp 10.1.0.1:9: connect: connection refused");
    assertThat(failure(SERVICES + "/s:9999/proxy/"))
        .isEqualTo("503 no service port 9999 found for service \"s\"");
    assertThat(failure(SERVICES + "/s:no/proxy/"))
        .isEqualTo("503 no endpoints available for service \"s:no\"");
    assertThat(failure(SERVICES + "/none/proxy/")).isEqualTo("404 services \"none\" not found");
  }

  private static String failure(String path) throws IOException, InterruptedException {
    HttpResponse<String> answer = get(path);
    return answer.statusCode() + " " + Api.json(answer.body()).string("message");
  }
}
