package k4j.apiserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.negotiation.Shaper;
import k4j.testing.Eventually;
import k4j.testing.TestTls;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The server over real sockets, with the JDK's client.
class HttpsServerTest {

  private static final String CONFIGMAPS = "/api/v1/namespaces/default/configmaps";

  private static final Api API =
      new Api(builder ->
          builder.authorizer(_ ->
              attributes -> {
                if (attributes.path().equals("/overflow")) {
                  throw new StackOverflowError("too deep");
                }
                return attributes.user().name().equals("alice")
                    ? Decision.ALLOW
                    : Decision.NO_OPINION;
              }));
  private static HttpsServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() {
    Authenticator byName =
        credentials -> {
          if (!credentials.bearerToken().isEmpty()) {
            return credentials.bearerToken().equals("bob-token")
                ? new Authenticator.Result.Known(User.of("bob"))
                : new Authenticator.Result.Rejected("unknown token");
          }
          return credentials.clientCertificates().isEmpty()
              ? new Authenticator.Result.NotMine()
              : new Authenticator.Result.Known(User.of("alice"));
        };
    server =
        new HttpsServer(
                new HttpSettings("127.0.0.1", 0, TestTls.server()),
                List.of(byName),
                API.server,
                new Shaper((_, metadata, items, _, _) -> metadata.with("rows", items.size())),
                _ -> {
                  throw new IOException("no nodes here");
                })
            .start();
    client = client(HttpClient.Version.HTTP_2);
  }

  private static HttpClient client(HttpClient.Version version) {
    return HttpClient.newBuilder().sslContext(TestTls.client()).version(version).build();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
  }

  private static HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static HttpResponse<String> send(String method, String path, String type, String body)
      throws IOException, InterruptedException {
    BodyPublisher content = BodyPublishers.ofString(body);
    return send(request(path).method(method, content).header("Content-Type", type));
  }

  private static JsonObject object(HttpResponse<String> response) {
    return JsonParser.parseObject(response.body().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aWatchThatCannotShowItsEventsEnds() throws Exception {
    send("POST", CONFIGMAPS, "application/json", "{\"metadata\":{\"name\":\"unshown\"}}");
    HttpResponse<String> watch =
        send(
            request(CONFIGMAPS + "?watch=1")
                .header(
                    "Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"));
    assertThat(watch.statusCode()).isEqualTo(200);
    assertThat(watch.body()).isEmpty();
  }

  @Test
  void aWatchEndsWhenItsClientLeavesTheConnection() throws Exception {
    String watch = "GET " + CONFIGMAPS + "?watch=1 HTTP/1.1\r\nHost: k4j\r\n\r\n";
    try (Socket socket =
        TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(watch.getBytes(StandardCharsets.US_ASCII));
      byte[] head = socket.getInputStream().readNBytes(12);
      assertThat(head).asString(StandardCharsets.US_ASCII).isEqualTo("HTTP/1.1 200");
      assertThat(watches()).isEqualTo(1);
    }
    Eventually.await("the watch ends", () -> watches() == 0);
  }

  @Test
  void aConnectionServesOnAfterAWatchOnIt() throws Exception {
    String watch = "GET " + CONFIGMAPS + "?watch=1&timeoutSeconds=1 HTTP/1.1\r\nHost: k4j\r\n\r\n";
    String then = "GET /livez HTTP/1.1\r\nHost: k4j\r\nConnection: close\r\n\r\n";
    try (Socket socket =
        TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.getOutputStream().write(watch.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      var said = new StringBuilder();
      Eventually.await("the watch begins", () -> watches() == 1);
      API.clock.advance(Duration.ofSeconds(2));
      while (!said.toString().endsWith("\r\n0\r\n\r\n")) {
        said.append((char) in.read());
      }
      socket.getOutputStream().write(then.getBytes(StandardCharsets.US_ASCII));
      assertThat(in.readAllBytes())
          .asString(StandardCharsets.US_ASCII)
          .startsWith("HTTP/1.1 200 OK")
          .endsWith("ok");
    }
  }

  /// Go sends it so, and Python waits for it.
  @Test
  void theEndOfAnEventsChunkIsNotHeldBack() throws Exception {
    String secrets = "/api/v1/namespaces/chunked/secrets";
    String watch = "GET " + secrets + "?watch=1&timeoutSeconds=1 HTTP/1.1\r\nHost: k4j\r\n\r\n";
    try (Socket socket =
        TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(watch.getBytes(StandardCharsets.US_ASCII));
      Eventually.await("the watch begins", () -> watches() == 1);
      send("POST", secrets, "application/json", "{\"metadata\":{\"name\":\"a\"}}");
      var said = new StringBuilder();
      while (!said.toString().endsWith("}\n\r\n")) {
        said.append((char) socket.getInputStream().read());
      }
      assertThat(said).contains("\r\nTransfer-Encoding: chunked\r\n").contains("ADDED");
      API.clock.advance(Duration.ofSeconds(2));
      assertThat(socket.getInputStream().readNBytes(5))
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo("0\r\n\r\n");
    }
  }

  /// As node-fetch asks. Go frames an answer also where the connection ends with it.
  @Test
  void aWatchOnAConnectionThatIsClosedAfterItIsChunkedToo() throws Exception {
    send(
        "POST",
        "/api/v1/namespaces/closing/secrets",
        "application/json",
        "{\"metadata\":{\"name\":\"a\"}}");
    String watch =
        "GET /api/v1/namespaces/closing/secrets?watch=1&timeoutSeconds=1 HTTP/1.1\r\n"
            + "Host: k4j\r\nConnection: close\r\n\r\n";
    try (Socket socket =
        TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(watch.getBytes(StandardCharsets.US_ASCII));
      Eventually.await("the watch begins", () -> watches() == 1);
      API.clock.advance(Duration.ofSeconds(2));
      assertThat(socket.getInputStream().readAllBytes())
          .asString(StandardCharsets.US_ASCII)
          .contains("\r\nTransfer-Encoding: chunked\r\n")
          .containsPattern("\r\n\r\n[0-9a-f]+\r\n\\{")
          .endsWith("\r\n0\r\n\r\n");
    }
  }

  @Test
  void anErrorOfTheMachineIsAStatusToo() throws Exception {
    HttpResponse<String> answer = send(request("/overflow").GET());
    assertStatus(answer, 500, "InternalError");
    assertThat(object(answer).string("message"))
        .isEqualTo("This request caused apiserver to panic. Look in the logs for details.");
    assertThat(send(request("/livez").GET()).statusCode()).isEqualTo(200);
  }

  private static int watches() {
    String metrics;
    try {
      metrics = send(request("/metrics").GET()).body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return metrics
        .lines()
        .filter(line -> line.startsWith("apiserver_longrunning_requests{"))
        .mapToInt(line -> Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @ParameterizedTest
  @EnumSource(HttpClient.Version.class)
  void anObjectGoesInAndComesOut(HttpClient.Version version) throws Exception {
    String name = "both-" + version.ordinal();
    try (HttpClient own = client(version)) {
      HttpResponse<String> made =
          own.send(
              request(CONFIGMAPS)
                  .POST(BodyPublishers.ofString("{\"metadata\":{\"name\":\"" + name + "\"}}"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(made.statusCode()).isEqualTo(201);
      assertThat(made.headers().firstValue("content-type")).contains("application/json");
      assertThat(made.headers().firstValue("audit-id")).isPresent();
      assertThat(made.headers().firstValue("cache-control")).contains("no-cache, private");
      HttpResponse<String> got =
          own.send(request(CONFIGMAPS + "/" + name).build(), BodyHandlers.ofString());
      assertThat(got.version()).isEqualTo(version);
      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(object(got)).isEqualTo(object(made));
    }
  }

  @Test
  void yamlIsReadAndWritten() throws Exception {
    HttpResponse<String> made =
        send(
            "POST",
            CONFIGMAPS,
            "application/yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: yaml\ndata:\n  a: b\n");
    assertThat(made.statusCode()).isEqualTo(201);
    HttpResponse<String> got =
        send(request(CONFIGMAPS + "/yaml").header("Accept", "application/yaml"));
    assertThat(got.headers().firstValue("content-type")).contains("application/yaml");
    assertThat(got.body()).startsWith("apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\n");
  }

  @Test
  void aListIsMadeOfTheStoredBytes() throws Exception {
    String pods = "/api/v1/namespaces/listed/secrets";
    for (String name : List.of("a", "b")) {
      send("POST", pods, "application/json", "{\"metadata\":{\"name\":\"" + name + "\"}}");
    }
    JsonObject list = object(send(request(pods)));
    assertThat(list.string("kind")).isEqualTo("SecretList");
    assertThat(Api.names(list)).containsExactly("a", "b");
    assertThat(Api.metadata(list).string("resourceVersion")).isNotEmpty();
    assertThat(list.array("items").object(0).names()).doesNotContain("kind", "apiVersion");
    HttpResponse<String> pretty = send(request(pods + "/a?pretty=true"));
    assertThat(pretty.body()).startsWith("{\n  \"kind\": \"Secret\",\n  \"apiVersion\": \"v1\",\n");
    assertThat(object(pretty)).isEqualTo(object(send(request(pods + "/a"))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1 | PartialObjectMetadataList
          application/json;as=Table;v=v1;g=meta.k8s.io,application/json | ''
          application/json;as=Table;v=v9;g=meta.k8s.io,application/json | SecretList
          application/vnd.kubernetes.cbor,*/*                           | SecretList
          """)
  void theClientChoosesTheShape(String accept, String kind) throws Exception {
    JsonObject list =
        object(send(request("/api/v1/namespaces/none/secrets").header("Accept", accept)));
    assertThat(list.string("kind")).isEqualTo(kind);
  }

  @Test
  void inYamlTheLinesOfWhatIsGivenTwiceAreTold() throws Exception {
    String body = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n  a: b\n  a: c\n";
    HttpResponse<String> refused =
        send("POST", CONFIGMAPS + "?fieldValidation=Strict", "application/yaml", body + "e: 1\n");
    assertThat(object(refused).string("message"))
        .endsWith(
            "strict decoding error: yaml: unmarshal errors:\n"
                + "  line 6: key \"a\" already set in map, unknown field \"e\"");
    HttpResponse<String> applied =
        send(
            "PATCH",
            CONFIGMAPS + "/a?fieldManager=me&fieldValidation=Strict",
            "application/apply-patch+yaml",
            body);
    assertThat(object(applied).string("message"))
        .isEqualTo(
            "error strict decoding YAML: error converting YAML to JSON: yaml: unmarshal errors:\n"
                + "  line 6: key \"a\" already set in map");
  }

  @Test
  void strictDecodingNamesUnknownFieldsBeforeThoseGivenTwice() throws Exception {
    HttpResponse<String> refused =
        send(
            "POST",
            CONFIGMAPS + "?fieldValidation=Strict",
            "application/json",
            "{\"metadata\":{\"name\":\"a\"},\"unknown\":1,\"data\":{\"a\":\"b\",\"a\":\"c\"}}");
    assertThat(object(refused).string("message"))
        .endsWith("strict decoding error: unknown field \"unknown\", duplicate field \"data.a\"");
  }

  @Test
  void failuresAreStatuses() throws Exception {
    assertStatus(send(request(CONFIGMAPS + "/nothing")), 404, "NotFound");
    assertStatus(send(request(CONFIGMAPS).header("Accept", "text/html")), 406, "NotAcceptable");
    assertStatus(send("POST", CONFIGMAPS, "text/plain", "x"), 415, "UnsupportedMediaType");
    assertStatus(send("POST", CONFIGMAPS, "application/json", "{"), 400, "BadRequest");
    assertStatus(
        send("POST", CONFIGMAPS, "application/json", "x".repeat(3 * 1024 * 1024 + 1)),
        413,
        "RequestEntityTooLarge");
    assertStatus(
        send("PATCH", CONFIGMAPS + "/a", "application/json", "{}"), 415, "UnsupportedMediaType");
    assertStatus(
        send(request(CONFIGMAPS).header("Authorization", "Bearer bob-token")), 403, "Forbidden");
    assertStatus(
        send(request(CONFIGMAPS).header("Authorization", "Bearer x")), 401, "Unauthorized");
  }

  @Test
  void whatDoesNotExistIsSaidInTheWordsOfKubernetes() throws Exception {
    HttpResponse<String> nowhere = send(request("/apis/unheard.of/v1/things"));
    assertThat(nowhere.statusCode()).isEqualTo(404);
    assertThat(nowhere.body()).isEqualTo("404 page not found\n");
    HttpResponse<String> unknown = send(request("/api/v1/things"));
    assertStatus(unknown, 404, "NotFound");
    assertThat(object(unknown).has("details")).isTrue();
    HttpResponse<String> method = send("PUT", CONFIGMAPS, "application/json", "{}");
    assertStatus(method, 405, "MethodNotAllowed");
    assertThat(object(method).string("message"))
        .isEqualTo("the server does not allow this method on the requested resource");
    for (String other : List.of("HEAD", "OPTIONS")) {
      assertThat(send(other, CONFIGMAPS, "application/json", "").statusCode()).isEqualTo(405);
    }
  }

  @Test
  void nothingIsMadeForAClientThatAcceptsNoAnswer() throws Exception {
    HttpResponse<String> refused =
        send(
            request(CONFIGMAPS)
                .POST(BodyPublishers.ofString("{\"metadata\":{\"name\":\"unacceptable\"}}"))
                .header("Accept", "text/html"));
    assertStatus(refused, 406, "NotAcceptable");
    assertThat(refused.body()).startsWith("{\n  \"");
    assertStatus(send(request(CONFIGMAPS + "/unacceptable")), 404, "NotFound");
    HttpResponse<String> watch =
        send(request(CONFIGMAPS + "?watch=1").header("Accept", "application/yaml"));
    assertThat(watch.statusCode()).isEqualTo(406);
    assertThat(watch.body()).contains("reason: NotAcceptable\n");
  }

  @Test
  void failuresHaveTheFormOfTheClientsChoice() throws Exception {
    HttpResponse<String> status =
        send(
            request(CONFIGMAPS + "/nothing")
                .header("Accept", "application/vnd.kubernetes.protobuf"));
    assertThat(status.body()).startsWith("k8s\0").contains("Status", "NotFound");
    HttpResponse<String> yaml =
        send(request(CONFIGMAPS + "/nothing").header("Accept", "application/yaml"));
    assertThat(yaml.body()).startsWith("apiVersion: v1\n").contains("kind: Status\n");
  }

  @Test
  void metadataGoesOutInProtobufToo() throws Exception {
    String secrets = "/api/v1/namespaces/metadata/secrets";
    send(
        "POST",
        secrets,
        "application/json",
        "{\"metadata\":{\"name\":\"named\"},\"stringData\":{\"a\":\"hidden-value\"}}");
    String type = "application/vnd.kubernetes.protobuf;g=meta.k8s.io;v=v1;as=";
    for (var each :
        List.of(
            List.of(secrets, "PartialObjectMetadataList"),
            List.of(secrets + "/named", "PartialObjectMetadata"))) {
      HttpResponse<String> got =
          send(request(each.getFirst()).header("Accept", type + each.getLast()));
      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(got.body()).contains(each.getLast(), "named").doesNotContain("hidden-value");
    }
    HttpResponse<InputStream> watch =
        client.send(
            request(secrets + "?watch=1").header("Accept", type + "PartialObjectMetadata").build(),
            BodyHandlers.ofInputStream());
    assertThat(watch.headers().firstValue("content-type"))
        .contains("application/vnd.kubernetes.protobuf;stream=watch");
    try (InputStream in = watch.body()) {
      int length = ByteBuffer.wrap(in.readNBytes(4)).getInt();
      assertThat(new String(in.readNBytes(length), StandardCharsets.UTF_8))
          .contains("ADDED", "PartialObjectMetadata", "named")
          .doesNotContain("hidden-value");
    }
    HttpResponse<String> wrong =
        send(request(secrets).header("Accept", type + "PartialObjectMetadata"));
    assertStatus(wrong, 406, "NotAcceptable");
    assertThat(object(wrong).string("message"))
        .isEqualTo(
            "you requested PartialObjectMetadata, but the requested object is a list"
                + " (*core.SecretList)");
  }

  @Test
  void compactJsonEndsWithALine() throws Exception {
    assertThat(send(request(CONFIGMAPS)).body()).endsWith("]}\n");
    assertThat(send(request(CONFIGMAPS + "?pretty=1")).body()).endsWith("\n}");
    assertThat(send(request(CONFIGMAPS + "?pretty=yes")).body()).endsWith("]}\n");
    assertThat(send(request(CONFIGMAPS).header("User-Agent", "curl/8")).body()).endsWith("\n}");
    String pretty = "application/json;pretty=1";
    assertThat(send(request(CONFIGMAPS).header("Accept", pretty)).body()).endsWith("\n}");
  }

  private static void assertStatus(HttpResponse<String> response, int code, String reason) {
    assertThat(response.statusCode()).isEqualTo(code);
    JsonObject status = object(response);
    assertThat(status.string("kind")).isEqualTo("Status");
    assertThat(status.string("status")).isEqualTo("Failure");
    assertThat(status.string("reason")).isEqualTo(reason);
    assertThat(status.integer("code")).isEqualTo(code);
  }

  @ParameterizedTest
  @CsvSource({"GET /%zz HTTP/1.1", "HEAD /api/%00 HTTP/1.1", "GET a HTTP/1.1"})
  void whatIsNoRequestIsToldSoInPlainWords(String line) throws Exception {
    try (Socket socket =
        TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      String request = line + "\r\nHost: h\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer)
          .startsWith("HTTP/1.1 400 ")
          .containsIgnoringCase("\r\nContent-Type: text/plain; charset=utf-8\r\n")
          .containsIgnoringCase("\r\nConnection: close\r\n")
          .doesNotContain("<html>");
    }
  }

  @Test
  void aBodyThatNobodyReadLeavesTheConnectionUsable() throws Exception {
    try (Socket socket =
        TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      for (int i = 0; i < 20; i++) {
        String head = "PUT /api/v1/nothing/x HTTP/1.1\r\nHost: h\r\nContent-Length: 50000\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        socket.getOutputStream().write(new byte[50_000]);
        InputStream in = socket.getInputStream();
        var answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
          answer.append((char) in.read());
        }
        assertThat(answer.toString()).startsWith("HTTP/1.1 404 ");
        String length = answer.toString().replaceAll("(?is).*content-length: (\\d+).*", "$1");
        in.readNBytes(Integer.parseInt(length));
      }
    }
  }

  @Test
  void aWatchIsAStreamOfLines() throws Exception {
    HttpResponse<InputStream> watch =
        client.send(
            request("/api/v1/namespaces/watched/secrets?watch=true").build(),
            BodyHandlers.ofInputStream());
    assertThat(watch.statusCode()).isEqualTo(200);
    try (InputStream in = watch.body()) {
      send(
          "POST",
          "/api/v1/namespaces/watched/secrets",
          "application/json",
          "{\"metadata\":{\"name\":\"a\"}}");
      var line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        line.append((char) c);
      }
      JsonObject event = JsonParser.parseObject(line.toString().getBytes(StandardCharsets.UTF_8));
      assertThat(event.string("type")).isEqualTo("ADDED");
      assertThat(Api.metadata(event.object("object")).string("name")).isEqualTo("a");
    }
  }

  /// What a client hears on a WebSocket.
  private static final class Heard implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder parts = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      parts.append(data);
      if (last) {
        messages.add(parts.toString());
        parts.setLength(0);
      }
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
      messages.add("pong " + StandardCharsets.US_ASCII.decode(payload));
      socket.request(1);
      return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      messages.add("closed " + code);
      return null;
    }

    String next() throws InterruptedException {
      return String.valueOf(messages.poll(20, TimeUnit.SECONDS));
    }
  }

  private static CompletableFuture<WebSocket> socket(
      String query, Heard heard, String... protocols) {
    URI uri = URI.create("wss://127.0.0.1:" + server.port() + CONFIGMAPS + query);
    var builder = client.newWebSocketBuilder();
    if (protocols.length > 0) {
      builder.subprotocols(protocols[0], Arrays.copyOfRange(protocols, 1, protocols.length));
    }
    return builder.header("Origin", "https://127.0.0.1").buildAsync(uri, heard);
  }

  @Test
  void aWatchMayBeAWebSocket() throws Exception {
    var heard = new Heard();
    WebSocket socket = socket("?watch=true&fieldSelector=metadata.name=heard", heard).join();
    String big = "x".repeat(70_000);
    send(
        "POST",
        CONFIGMAPS,
        "application/json",
        "{\"metadata\":{\"name\":\"heard\"},\"data\":{\"a\":\"" + big + "\"}}");
    JsonObject event = JsonParser.parseObject(heard.next().getBytes(StandardCharsets.UTF_8));
    assertThat(event.string("type")).isEqualTo("ADDED");
    assertThat(event.object("object").object("data").string("a")).isEqualTo(big);
    socket.sendText("nobody reads this", true).join();
    socket.sendPing(ByteBuffer.wrap("here".getBytes(StandardCharsets.US_ASCII))).join();
    assertThat(heard.next()).isEqualTo("pong here");
    assertThat(watches()).isEqualTo(1);
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    Eventually.await("the watch ends", () -> watches() == 0);
  }

  @Test
  void theServerClosesTheWebSocketOfAWatchThatIsOver() throws Exception {
    var heard = new Heard();
    socket("?watch=true&timeoutSeconds=1&resourceVersion=0&labelSelector=a=b", heard).join();
    Eventually.await("the watch begins", () -> watches() == 1);
    API.clock.advance(Duration.ofSeconds(2));
    assertThat(heard.next()).isEqualTo("closed 1000");
    Eventually.await("the watch ends", () -> watches() == 0);
  }

  @Test
  void aWebSocketIsOpenedAsGoOpensIt() throws Exception {
    String begin =
        "GET "
            + CONFIGMAPS
            + "?watch=1 HTTP/1.1\r\nHost: k4j\r\nConnection: keep-alive, Upgrade\r\n"
            + "Upgrade: WebSocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
    Map<String, Integer> codes =
        Map.of(
            "Sec-WebSocket-Version: 13\r\nOrigin: https://a\r\n", 101,
            "Sec-WebSocket-Version: 13\r\n", 403,
            "Sec-WebSocket-Version: 8\r\nOrigin: https://a\r\n", 400,
            "Sec-WebSocket-Version: 13\r\nOrigin: https://a\r\nSec-WebSocket-Protocol: a, b\r\n",
                400,
            "Sec-WebSocket-Version: 13\r\nOrigin: https://a\r\nSec-WebSocket-Protocol: a\r\n", 101);
    for (var each : codes.entrySet()) {
      try (Socket socket =
          TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
        String request = begin + each.getKey() + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] head = socket.getInputStream().readNBytes(12);
        assertThat(head)
            .as(each.getKey())
            .asString(StandardCharsets.US_ASCII)
            .isEqualTo("HTTP/1.1 " + each.getValue());
      }
    }
    Eventually.await("the watches end", () -> watches() == 0);
  }

  @Test
  void anonymousRequestsAreAuthorizedToo() throws Exception {
    try (HttpClient anonymous = HttpClient.newBuilder().sslContext(TestTls.anonymous()).build()) {
      HttpResponse<String> response =
          anonymous.send(request(CONFIGMAPS).build(), BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(object(response).string("message"))
          .isEqualTo(
              "configmaps is forbidden: User \"system:anonymous\" cannot list resource"
                  + " \"configmaps\" in API group \"\" in the namespace \"default\"");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [] | the object provided is unrecognized (must be of type Secret): couldn't get version/kind; json parse error: json: cannot unmarshal array into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" } (5b5d)
          {"a":1,} | the object provided is unrecognized (must be of type Secret): couldn't get version/kind; json parse error: invalid character '}' looking for beginning of object key string ({"a":1,})
          {"kind":1,"apiVersion":"v1","metadata":{}} | the object provided is unrecognized (must be of type Secret): couldn't get version/kind; json parse error: json: cannot unmarshal number into Go struct field .kind of type string ({"kind":1,"apiVersion":"v1","m ...)
          {"apiVersion":"a/b/c"} | the object provided is unrecognized (must be of type Secret): unexpected GroupVersion string: a/b/c ({"apiVersion":"a/b/c"})
          {"kind":"Nothing"} | Nothing in version "v1" cannot be handled as a Secret: no kind "Nothing" is registered for version "v1" in scheme "pkg/api/legacyscheme/scheme.go:30"
          {"kind":"Deployment","apiVersion":"apps/v1"} | Deployment in version "v1" cannot be handled as a Secret: converting (v1.Deployment) to (core.Secret): unknown conversion
          """)
  void aBodyThatIsNoSuchObjectIsRefusedInGosWords(String body, String message) throws Exception {
    JsonObject status =
        object(send("POST", "/api/v1/namespaces/default/secrets", "application/json", body));
    assertThat(status.string("message")).isEqualTo(message);
    assertThat(status.integer("code")).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "application/*", "application/cbor;q=1"})
  void whatNoRouteGivesIsRefusedInItsWords(String accept) throws Exception {
    JsonObject status = object(send(request("/api/v1/secrets").header("Accept", accept)));
    assertThat(status.string("message"))
        .startsWith("406: Not Acceptable\n\nAvailable representations: application/json, ")
        .endsWith("application/vnd.kubernetes.protobuf;stream=watch");
    assertThat(status.has("details")).isTrue();
  }
}
