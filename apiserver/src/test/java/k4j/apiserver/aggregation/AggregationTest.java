package k4j.apiserver.aggregation;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.api.transport.WatchEvent;
import k4j.apiserver.Api;
import k4j.apiserver.http.RawHttps;
import k4j.apiserver.webhook.TestWebhook;
import k4j.testing.Eventually;
import k4j.testing.TestTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Groups that an extension API server serves.
class AggregationTest {

  private static final String ROOT = "/apis/example.com/v1";
  private static final String RESOURCES =
      "{'kind':'APIResourceList','apiVersion':'v1','groupVersion':'example.com/v1','resources':["
          + "{'name':'flunders','singularName':'flunder','namespaced':true,'kind':'Flunder',"
          + "'verbs':['get','list','watch'],'shortNames':['fl']},{'name':'flunders/status',"
          + "'singularName':'','namespaced':true,'kind':'Flunder','verbs':['get']}]}";

  private final BlockingQueue<Map<String, List<String>>> headers = new LinkedBlockingQueue<>();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger unchanged = new AtomicInteger();
  private volatile boolean broken;
  private final ExtendedApi extended = new ExtendedApi(this::answer);
  private final Api api = extended.api;

  @AfterEach
  void close() {
    goOn.countDown();
    extended.close();
  }

  private void answer(HttpExchange exchange, JsonObject body) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (broken) {
      send(exchange, 500, "{'kind':'Status'}");
    } else if (path.equals(ROOT)) {
      send(exchange, 200, RESOURCES);
    } else if (path.equals("/openapi/v3")) {
      send(
          exchange,
          200,
          "{'paths':{'apis/example.com/v1':{'serverRelativeURL':"
              + "'/openapi/v3/apis/example.com/v1?hash=H'}}}");
    } else if (path.equals("/openapi/v3/apis/example.com/v1")) {
      send(exchange, 200, "{'openapi':'3.0.0'}");
    } else if (path.equals("/openapi/v2")) {
      second(exchange);
    } else if (path.startsWith(ROOT + "/")) {
      headers.add(Map.copyOf(exchange.getRequestHeaders()));
      resource(exchange, body);
    } else {
      send(exchange, 404, "{'kind':'Status','code':404}");
    }
  }

  /// Says so where it has not changed.
  private void second(HttpExchange exchange) throws IOException {
    if ("\"2\"".equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      unchanged.incrementAndGet();
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    exchange.getResponseHeaders().add("ETag", "\"2\"");
    send(
        exchange,
        200,
        "{'swagger':'2.0','paths':{'/apis/example.com/v1/flunders':{'get':{'responses':{'200':"
            + "{'description':'OK','schema':{'$ref':'#/definitions/example.Flunder'}}}}},"
            + "'/apis/other/v1/':{},'/version/':{'get':{'responses':{'200':{'schema':"
            + "{'$ref':'#/definitions/example.Version'}}}}}},"
            + "'definitions':{'example.Flunder':{'type':'object','properties':{'status':"
            + "{'$ref':'#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Status'}}},"
            + "'example.Version':{'type':'object'},"
            + "'io.k8s.apimachinery.pkg.apis.meta.v1.Status':{'type':'string'}}}");
  }

  private void resource(HttpExchange exchange, JsonObject body) throws IOException {
    String query = String.valueOf(exchange.getRequestURI().getRawQuery());
    if (query.contains("watch=true")) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write("{\"type\":\"ADDED\"}\n".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      await(goOn);
    } else if (exchange.getRequestURI().getPath().endsWith("/missing")) {
      send(
          exchange,
          404,
          "{'kind':'Status','apiVersion':'v1','status':'Failure','reason':'NotFound',"
              + "'message':'flunders \\\"missing\\\" not found','code':404}");
    } else if (exchange.getRequestURI().getPath().endsWith("/moved")) {
      exchange.getResponseHeaders().add("Location", "https://elsewhere/");
      exchange.sendResponseHeaders(302, -1);
    } else {
      JsonObject answer = JsonObject.EMPTY.with("method", exchange.getRequestMethod());
      send(
          exchange,
          201,
          JsonWriter.toString(answer.with("query", query).with("body", body)).replace('"', '\''));
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, int code, String json) throws IOException {
    byte[] bytes = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void awaitAvailable(String status, String reason) {
    Eventually.value(
        () -> extended.available("v1.example.com"),
        condition ->
            condition.string("status").equals(status) && condition.string("reason").equals(reason));
  }

  private void extend() {
    extended.service();
    extended.endpoints("10.0.0.7", true);
    extended.apiService("v1", "");
    extended.start();
    awaitAvailable("True", "Passed");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return extended.client.send(extended.request(path).build(), BodyHandlers.ofString());
  }

  @Test
  void requestsReachItWithTheirUser() throws Exception {
    extend();
    HttpResponse<String> answer =
        extended.client.send(
            extended
                .request(ROOT + "/namespaces/n/flunders?a=%2Fb")
                .header("Authorization", "Bearer secret")
                .header("X-Remote-User", "root")
                .header("x-remote-group", "system:masters")
                .header("X-REMOTE-UID", "0")
                .header("X-Remote-Extra-Scopes", "all")
                .header("X-Remote-Extra-a%2fb", "y")
                .header("Impersonate-User", "")
                .header("X-Forwarded-For", "10.0.0.1")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"kind\":\"Flunder\"}"))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(Api.json(answer.body()))
        .isEqualTo(Api.json("{'method':'POST','query':'a=%2Fb','body':{'kind':'Flunder'}}"));
    Map<String, List<String>> sent = headers.take();
    assertThat(sent.get("X-remote-user")).containsExactly("alice");
    assertThat(sent.get("X-remote-uid")).containsExactly("u1");
    assertThat(sent.get("X-remote-group")).contains("devs", "ops").doesNotContain("system:masters");
    assertThat(sent.get("X-remote-extra-a%2fb")).containsExactly("x");
    assertThat(sent).doesNotContainKeys("X-remote-extra-scopes", "Impersonate-user");
    assertThat(sent).doesNotContainKey("Authorization");
    HttpResponse<String> moved = get(ROOT + "/moved");
    assertThat(moved.statusCode()).isEqualTo(502);
    assertThat(moved.body())
        .isEqualTo("the backend attempted to redirect this request, which is not permitted\n");
  }

  /// Who upgrades a connection is told of as anybody else is, and brings no header of a proxy with.
  @Test
  void anUpgradeReachesItWithItsUserToo() throws Exception {
    extend();
    var raw = new RawHttps(TestTls.client(), extended.request(ROOT).build().uri().getPort());
    int code =
        raw.code(
            "GET %s/namespaces/n/flunders/moved HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, X-Remote-User\r\n"
                    .formatted(ROOT)
                + "Upgrade: SPDY/3.1\r\nX-Remote-User: root\r\nX-Remote-Group: system:masters\r\n"
                + "Authorization: Bearer secret\r\n\r\n");
    assertThat(code).isEqualTo(502);
    Map<String, List<String>> sent = headers.take();
    assertThat(sent.get("X-remote-user")).containsExactly("alice");
    assertThat(sent.get("X-remote-group")).doesNotContain("system:masters");
    assertThat(sent).doesNotContainKey("Authorization");
  }

  @Test
  void componentsOfThisProcessReachItToo() throws Exception {
    extend();
    Response answer =
        api.transport.send(
            Request.of(
                "POST",
                ROOT + "/namespaces/n/flunders",
                Map.of("a", List.of("/b")),
                Api.json("{'kind':'Flunder'}")));
    assertThat(answer.code()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(Api.json("{'method':'POST','query':'a=%2Fb','body':{'kind':'Flunder'}}"));
    assertThat(headers.take().get("X-remote-user")).containsExactly("admin");
    try (EventStream watch = api.watch(ROOT + "/flunders")) {
      assertThat(watch.next().map(WatchEvent::type)).contains(WatchEvent.Type.ADDED);
      goOn.countDown();
      assertThat(watch.next()).isEmpty();
    }
    assertThat(Api.failureText(() -> api.get(ROOT + "/missing")))
        .isEqualTo("404 NotFound: flunders \"missing\" not found");
  }

  @Test
  void aWatchStreams() throws Exception {
    extend();
    HttpResponse<InputStream> watch =
        extended.client.send(
            extended.request(ROOT + "/flunders?watch=true").build(), BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(watch.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("{\"type\":\"ADDED\"}");
      goOn.countDown();
      assertThat(lines.readLine()).isNull();
    }
  }

  @Test
  void discoveryShowsWhatItServes() throws Exception {
    extend();
    JsonObject groups = api.get("/apis");
    JsonObject group =
        groups.array("groups").objects().stream()
            .filter(each -> each.string("name").equals("example.com"))
            .findFirst()
            .orElseThrow();
    assertThat(group)
        .isEqualTo(
            Api.json(
                "{'name':'example.com','versions':[{'groupVersion':'example.com/v1',"
                    + "'version':'v1'}],'preferredVersion':{'groupVersion':'example.com/v1',"
                    + "'version':'v1'}}"));
    assertThat(api.get("/apis/example.com").string("kind")).isEqualTo("APIGroup");
    assertThat(Api.json(get(ROOT).body()).string("groupVersion")).isEqualTo("example.com/v1");
    HttpResponse<String> all =
        extended.client.send(
            extended
                .request("/apis")
                .header(
                    "Accept",
                    "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList")
                .build(),
            BodyHandlers.ofString());
    JsonObject aggregated =
        Api.json(all.body()).array("items").objects().stream()
            .filter(each -> each.object("metadata").string("name").equals("example.com"))
            .findFirst()
            .orElseThrow();
    assertThat(aggregated.array("versions").object(0))
        .isEqualTo(
            Api.json(
                "{'version':'v1','freshness':'Current','resources':[{'resource':'flunders',"
                    + "'responseKind':{'group':'example.com','version':'v1','kind':'Flunder'},"
                    + "'scope':'Namespaced','singularResource':'flunder','verbs':['get','list',"
                    + "'watch'],'shortNames':['fl'],'subresources':[{'subresource':'status',"
                    + "'responseKind':{'group':'example.com','version':'v1','kind':'Flunder'},"
                    + "'verbs':['get']}]}]}"));
    assertThat(
            Api.json(get("/openapi/v3").body())
                .object("paths")
                .object("apis/example.com/v1")
                .string("serverRelativeURL"))
        .isEqualTo("/openapi/v3/apis/example.com/v1?hash=H");
    assertThat(get("/openapi/v3/apis/example.com/v1?hash=H").body())
        .isEqualTo("{\"openapi\":\"3.0.0\"}");
  }

  /// What it says is part of what this server says; what both call alike and is not gets a number.
  @Test
  void theDocumentOfVersionTwoIsOne() throws Exception {
    extend();
    JsonObject document =
        JsonParser.parseObject(get("/openapi/v2").body().getBytes(StandardCharsets.UTF_8));
    JsonObject paths = document.object("paths");
    assertThat(paths.has("/api/v1/pods")).isTrue();
    assertThat(paths.object("/apis/example.com/v1/flunders").has("get")).isTrue();
    assertThat(paths.has("/apis/other/v1/")).isFalse();
    JsonObject definitions = document.object("definitions");
    assertThat(definitions.object("example.Flunder").object("properties").object("status"))
        .isEqualTo(
            Api.json("{'$ref':'#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Status_v2'}"));
    assertThat(definitions.object("io.k8s.apimachinery.pkg.apis.meta.v1.Status_v2"))
        .isEqualTo(Api.json("{'type':'string'}"));
    assertThat(definitions.object("io.k8s.apimachinery.pkg.apis.meta.v1.Status").string("type"))
        .isEqualTo("object");
    assertThat(definitions.has("example.Version")).isFalse();
    HttpResponse<String> protobuf =
        extended.client.send(
            extended
                .request("/openapi/v2")
                .header("Accept", "application/com.github.proto-openapi.spec.v2.v1.0+protobuf")
                .build(),
            BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    assertThat(protobuf.body()).contains("/apis/example.com/v1/flunders").contains("Status_v2");
    Eventually.await(
        "it is asked whether it has changed",
        () -> {
          api.clock.advance(Duration.ofSeconds(31));
          return unchanged.get() > 0;
        });
    assertThat(get("/openapi/v2").body()).contains("example.Flunder");
    api.delete(ExtendedApi.SERVICES + "/v1.example.com");
    Eventually.await(
        "it is forgotten",
        () -> {
          api.clock.advance(Duration.ofSeconds(1)); // a watch that is over begins anew
          return !body("/openapi/v2").contains("example.Flunder");
        });
  }

  private String body(String path) {
    try {
      return get(path).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// No other spelling of a path is its own: who may not ask for the group may not ask so.
  @Test
  void onlyItsExactPathsReachIt() throws Exception {
    extend();
    for (String path :
        List.of(
            "//apis/example.com/v1/flunders",
            "/apis//example.com/v1/flunders",
            "/x/apis/example.com/v1/flunders",
            "/openapi/v3/apis/example.com/v1/flunders",
            "/openapi/v3apis/example.com/v1")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
    assertThat(headers).isEmpty();
  }

  /// The other side believes the fields since a certificate comes with them; then bytes go both
  /// ways.
  @Test
  void anUpgradeCarriesBytesAfterTheFrontProxyHasShownItsCertificate() throws Exception {
    extend();
    var seen = new LinkedBlockingQueue<String>();
    SSLContext tls = TestWebhook.tls(new TrustManager[] {anyClient()});
    try (var listener = (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0)) {
      listener.setNeedClientAuth(true);
      Thread other = Thread.ofVirtual().start(() -> upgrade(listener, seen));
      extended.elsewhere = listener.getLocalPort();
      int port = extended.request(ROOT).build().uri().getPort();
      try (Socket socket = TestTls.client().getSocketFactory().createSocket("127.0.0.1", port)) {
        socket.setSoTimeout(20_000);
        socket
            .getOutputStream()
            .write(
                ("GET "
                        + ROOT
                        + "/flunders/f/attach HTTP/1.1\r\nHost: x\r\n"
                        + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                        + "X-Remote-User: root\r\nX-Remote-Group: system:masters\r\n"
                        + "X-Remote-Extra-Scopes: all\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(head(socket.getInputStream()))
            .startsWith("HTTP/1.1 101 ")
            .containsIgnoringCase("upgrade: websocket");
        socket.getOutputStream().write("ping".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(socket.getInputStream().readNBytes(8))
            .asString(StandardCharsets.ISO_8859_1)
            .isEqualTo("echoping");
      }
      other.join();
    }
    assertThat(seen.take()).isEqualTo("CN=alice");
    assertThat(seen.take())
        .containsIgnoringCase("X-Remote-User: alice\r\n")
        .containsIgnoringCase("X-Remote-Group: devs\r\n")
        .doesNotContain("root", "system:masters", "Scopes");
    assertThat(seen).isEmpty();
  }

  private static X509TrustManager anyClient() {
    return new X509TrustManager() {
      @Override
      public void checkClientTrusted(X509Certificate[] chain, String type) {}

      @Override
      public void checkServerTrusted(X509Certificate[] chain, String type) {}

      @Override
      public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
      }
    };
  }

  /// Tells who came and what it said, and answers what comes next once.
  private static void upgrade(SSLServerSocket listener, BlockingQueue<String> seen) {
    try {
      while (true) {
        try (var socket = (SSLSocket) listener.accept()) {
          String head = head(socket.getInputStream());
          if (!head.contains("/attach")) {
            continue; // the aggregator itself, which looks whether there is somebody
          }
          String name = socket.getSession().getPeerPrincipal().getName();
          seen.add(name.replaceAll(",.*", ""));
          seen.add(head);
          OutputStream out = socket.getOutputStream();
          out.write(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\necho"
                  .getBytes(StandardCharsets.ISO_8859_1));
          out.write(socket.getInputStream().readNBytes(4));
          out.flush();
          return;
        }
      }
    } catch (IOException broken) {
      seen.add(broken.toString());
    }
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("ended after " + head);
      }
      head.append((char) next);
    }
    return head.toString();
  }

  @Test
  void whatDoesNotAnswerIsNotAvailable() throws Exception {
    extended.apiService("v1", "");
    extended.start();
    awaitAvailable("False", "ServiceNotFound");
    assertThat(extended.available("v1.example.com").string("message"))
        .isEqualTo("service/api in \"default\" is not present");
    HttpResponse<String> answer = get(ROOT + "/flunders");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("service unavailable\n");
    extended.service();
    later(
        "False", "EndpointsNotFound", "cannot find endpointslices for service/api in \"default\"");
    extended.endpoints("10.0.0.7", false);
    later(
        "False",
        "MissingEndpoints",
        "endpointslices for service/api in \"default\" have no addresses with port name \"https\"");
    broken = true;
    api.merge(
        "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/api-1",
        "{'endpoints':[{'addresses':['10.0.0.7'],'conditions':{'ready':true}}]}");
    later(
        "False",
        "FailedDiscoveryCheck",
        "failing or missing response from https://10.0.0.7:8443/apis/example.com/v1: bad status"
            + " from https://10.0.0.7:8443/apis/example.com/v1: 500");
    broken = false;
    later("True", "Passed", "all checks passed");
    api.delete(ExtendedApi.SERVICES + "/v1.example.com");
    assertThat(get(ROOT + "/flunders").statusCode()).isEqualTo(404);
  }

  /// Lets time pass until the aggregator has looked again.
  private void later(String status, String reason, String message) {
    Eventually.await(
        reason,
        () -> {
          api.clock.advance(Duration.ofSeconds(1));
          return extended.available("v1.example.com").string("reason").equals(reason);
        });
    assertThat(extended.available("v1.example.com").string("status")).isEqualTo(status);
    assertThat(extended.available("v1.example.com").string("message")).isEqualTo(message);
  }

  @Test
  void builtInVersionsAreRegistered() {
    extended.start();
    JsonObject apps = api.get(ExtendedApi.SERVICES + "/v1.apps");
    assertThat(apps.object("spec"))
        .isEqualTo(
            Api.json(
                "{'group':'apps','version':'v1','groupPriorityMinimum':17800,"
                    + "'versionPriority':15}"));
    assertThat(Api.metadata(apps).object("labels"))
        .isEqualTo(Api.json("{'kube-aggregator.kubernetes.io/automanaged':'onstart'}"));
    assertThat(extended.available("v1.apps").string("reason")).isEqualTo("Local");
    assertThat(Api.names(api.get(ExtendedApi.SERVICES)))
        .contains("v1.", "v2.autoscaling", "v1.rbac.authorization.k8s.io")
        .doesNotContain("v1.apiregistration.k8s.io");
  }

  @Test
  void customGroupsAreRegisteredAndForgotten() {
    extended.start();
    api.post(
        Registration.DEFINITIONS,
        "{'metadata':{'name':'foos.stable.io'},'spec':{'group':'stable.io','scope':'Namespaced',"
            + "'names':{'plural':'foos','singular':'foo','kind':'Foo','listKind':'FooList'},"
            + "'versions':[{'name':'v1','served':true,'storage':true,'schema':{'openAPIV3Schema':"
            + "{'type':'object'}}}]}}");
    JsonObject registered =
        Eventually.value(
                () -> api.get(ExtendedApi.SERVICES).array("items").objects(),
                all -> all.stream().anyMatch(AggregationTest::isStable))
            .stream()
            .filter(AggregationTest::isStable)
            .findFirst()
            .orElseThrow();
    assertThat(registered.object("spec"))
        .isEqualTo(
            Api.json(
                "{'group':'stable.io','version':'v1','groupPriorityMinimum':1000,"
                    + "'versionPriority':100}"));
    assertThat(Api.metadata(registered).object("labels"))
        .isEqualTo(Api.json("{'kube-aggregator.kubernetes.io/automanaged':'true'}"));
    api.delete(Registration.DEFINITIONS + "/foos.stable.io");
    Eventually.await(
        "the API service is gone",
        () ->
            api.get(ExtendedApi.SERVICES).array("items").objects().stream()
                .noneMatch(AggregationTest::isStable));
  }

  private static boolean isStable(JsonObject object) {
    return Api.metadata(object).string("name").equals("v1.stable.io");
  }
}
