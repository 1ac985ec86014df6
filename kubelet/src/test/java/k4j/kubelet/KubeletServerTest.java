package k4j.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.SystemEdge;
import k4j.testing.Eventually;
import k4j.testing.TestTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SystemEdge
class KubeletServerTest {

  @TempDir Path directory;
  private FakeRuntime runtime;
  private Node node;
  private final HttpClient http = HttpClient.newBuilder().sslContext(TestTls.client()).build();

  @BeforeEach
  void startNodeWithPod() {
    runtime = new FakeRuntime(InstantSource.system());
    node = Node.fake(directory, runtime);
    node.pod("web", "{'containers':[{'name':'c','image':'busybox:1'}]}");
    node.awaitPhase("web", "Running");
  }

  @AfterEach
  void closeNode() {
    http.shutdownNow();
    node.close();
  }

  private String containerId() {
    return runtime.named("c").getFirst().id();
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("https://127.0.0.1:" + node.kubelet().port() + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void logsAreCutAndStamped() throws IOException, InterruptedException {
    for (String line : new String[] {"one", "two", "three"}) {
      runtime.log(containerId(), line);
    }
    assertThat(get("/containerLogs/default/web/c").body()).isEqualTo("one\ntwo\nthree\n");
    assertThat(get("/containerLogs/default/web/c?tailLines=1").body()).isEqualTo("three\n");
    assertThat(get("/containerLogs/default/web/c?limitBytes=5").body()).isEqualTo("one\nt");
    assertThat(get("/containerLogs/default/web/c?timestamps=true&tailLines=1").body())
        .matches("\\d{4}-.*Z three\n");
  }

  @Test
  void followedLogsEndWithTheContainer() throws IOException, InterruptedException {
    String id = containerId();
    runtime.log(id, "one");
    URI uri =
        URI.create(
            "https://127.0.0.1:"
                + node.kubelet().port()
                + "/containerLogs/default/web/c?follow=true");
    InputStream body =
        http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofInputStream())
            .body();
    assertThat(new String(body.readNBytes(4), StandardCharsets.UTF_8)).isEqualTo("one\n");
    runtime.log(id, "two");
    runtime.exit(id, 0);
    assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("two\n");
  }

  @Test
  void logsThatAreNotThereSayWhy() throws IOException, InterruptedException {
    assertThat(get("/containerLogs/default/web/c?previous=true").body())
        .isEqualTo("previous terminated container \"c\" in pod \"web\" not found\n");
    assertThat(get("/containerLogs/default/none/c").statusCode()).isEqualTo(404);
    node.pod("stuck", "{'containers':[{'name':'c','image':'missing:1'}]}");
    node.awaitEvent("stuck", "Failed: Error: ErrImagePull");
    HttpResponse<String> answer =
        Eventually.value(
            () -> ask("/containerLogs/default/stuck/c"), a -> a.body().contains("image"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body())
        .startsWith("container \"c\" in pod \"stuck\" is waiting to start: ")
        .containsAnyOf("image can't be pulled", "trying and failing to pull image");
  }

  private HttpResponse<String> ask(String path) {
    try {
      return get(path);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void podsShowTheirStatus() throws IOException, InterruptedException {
    JsonObject list = JsonParser.parseObject(get("/pods").body().getBytes(StandardCharsets.UTF_8));
    assertThat(list.array("items").object(0).object("status").string("phase")).isEqualTo("Running");
    assertThat(get("/healthz").body()).isEqualTo("ok\n");
  }

  /// Collects messages as they come.
  private static final class Messages implements WebSocket.Listener {

    final StringBuilder text = new StringBuilder();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      return onText(socket, StandardCharsets.UTF_8.decode(data), last);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedStage(null);
    }
  }

  @ParameterizedTest
  @CsvSource({"binary.k8s.io, 'one\n'", "base64.binary.k8s.io, b25lCg=="})
  void logsAreReadOverWebSocket(String protocol, String expected) {
    runtime.log(containerId(), "one");
    Messages messages = new Messages();
    WebSocket socket =
        http.newWebSocketBuilder()
            .subprotocols(protocol)
            .buildAsync(
                URI.create(
                    "wss://127.0.0.1:" + node.kubelet().port() + "/containerLogs/default/web/c"),
                messages)
            .join();
    assertThat(socket.getSubprotocol()).isEqualTo(protocol);
    assertThat(messages.closed.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(1000);
    assertThat(messages.text).hasToString(expected);
  }

  /// Collects what comes by channel.
  private static final class Channels implements WebSocket.Listener {

    final Map<Integer, String> texts = new ConcurrentHashMap<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private int channel = -1;

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
      if (channel < 0) {
        channel = data.get();
      }
      texts.merge(channel, StandardCharsets.UTF_8.decode(data).toString(), String::concat);
      channel = last ? -1 : channel;
      socket.request(1);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      closed.complete(code);
      return CompletableFuture.completedStage(null);
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      closed.completeExceptionally(error);
    }
  }

  private static ByteBuffer message(int channel, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(bytes.length + 1).put((byte) channel).put(bytes).flip();
  }

  @Test
  void aCommandRunsOverWebSocket() {
    Channels channels = new Channels();
    WebSocket socket =
        http.newWebSocketBuilder()
            .subprotocols("v5.channel.k8s.io", "v4.channel.k8s.io")
            .buildAsync(
                URI.create(
                    "wss://127.0.0.1:"
                        + node.kubelet().port()
                        + "/exec/default/web/c?command=say&command=this&stdin=1&stdout=1&stderr=1"),
                channels)
            .join();
    assertThat(socket.getSubprotocol()).isEqualTo("v5.channel.k8s.io");
    String big = "x".repeat(200_000);
    socket.sendBinary(message(0, big), true).join();
    socket.sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, 0}), true).join();
    assertThat(channels.closed.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(1000);
    assertThat(channels.texts.get(1)).isEqualTo("say this" + big);
    JsonObject status =
        JsonParser.parseObject(channels.texts.get(3).getBytes(StandardCharsets.UTF_8));
    assertThat(status.string("message")).isEqualTo("command terminated with exit code 2");
    assertThat(status.string("reason")).isEqualTo("NonZeroExitCode");
    assertThat(status.object("details").array("causes").object(0).string("message")).isEqualTo("2");
  }

  @Test
  void aCommandRunsOverSpdy() throws IOException {
    try (SpdyClient client =
        SpdyClient.open(
            node.kubelet().port(),
            "/exec/default/web/c?command=say&stdin=1&stdout=1&stderr=1",
            "v4.channel.k8s.io")) {
      int error = client.stream("error");
      int stdin = client.stream("stdin");
      int stdout = client.stream("stdout");
      client.stream("stderr");
      client.send(stdin, " hello");
      client.end(stdin);
      client.readUntilEnd(error);
      assertThat(client.text(stdout)).isEqualTo("say hello");
      assertThat(client.text(error))
          .contains("\"message\":\"command terminated with exit code 1\"");
    }
  }

  @Test
  void portsAreForwardedThroughAWebSocket() throws IOException {
    try (SpdyClient client =
        WebSocketClientTunnel.open(node.kubelet().port(), "/portForward/default/web")) {
      int error = client.stream("error", Map.of("port", "80", "requestid", "0"));
      client.stream("data", Map.of("port", "80", "requestid", "0"));
      client.readUntilEnd(error);
      assertThat(client.text(error)).endsWith("connection refused");
    }
  }

  @Test
  void aRefusedPortIsToldOnTheErrorStream() throws IOException {
    try (SpdyClient client =
        SpdyClient.open(node.kubelet().port(), "/portForward/default/web", "portforward.k8s.io")) {
      int error = client.stream("error", Map.of("port", "80", "requestid", "0"));
      client.stream("data", Map.of("port", "80", "requestid", "0"));
      client.readUntilEnd(error);
      assertThat(client.text(error))
          .startsWith("error forwarding port 80 to pod web_default, uid ")
          .endsWith("connection refused");
    }
  }
}
