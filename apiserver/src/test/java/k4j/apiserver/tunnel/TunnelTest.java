package k4j.apiserver.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLSocket;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.http.HttpSettings;
import k4j.apiserver.http.HttpsServer;
import k4j.apiserver.negotiation.Shaper;
import k4j.apiserver.request.ConnectTarget;
import k4j.testing.TestTls;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Requests that go on to a node, here a socket that answers what each test tells it to.
class TunnelTest {

  private static final Api API = new Api();
  private static final BlockingQueue<ConnectTarget> TARGETS = new LinkedBlockingQueue<>();
  private static ServerSocket node;
  private static HttpsServer server;
  private static HttpClient client;

  @BeforeAll
  static void start() throws IOException {
    node = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Authenticator everybody = _ -> new Authenticator.Result.Known(User.of("alice"));
    server =
        new HttpsServer(
                new HttpSettings("127.0.0.1", 0, TestTls.server()),
                List.of(everybody),
                API.server,
                new Shaper((_, metadata, _, _, _) -> metadata),
                target -> {
                  if (target.host().equals("10.0.0.8")) {
                    throw new ConnectException("Connection refused");
                  }
                  TARGETS.add(target);
                  return new Socket(node.getInetAddress(), node.getLocalPort());
                })
            .start();
    client = HttpClient.newBuilder().sslContext(TestTls.client()).build();
    API.post(
        "/api/v1/nodes",
        "{'metadata':{'name':'n'},'status':{'addresses':[{'type':'Hostname','address':'h'},"
            + "{'type':'InternalIP','address':'10.0.0.9'}],"
            + "'daemonEndpoints':{'kubeletEndpoint':{'Port':10250}}}}");
    API.post(
        "/api/v1/nodes",
        "{'metadata':{'name':'gone'},'status':{'addresses':[{'type':'InternalIP',"
            + "'address':'10.0.0.8'}]}}");
    API.post(
        "/api/v1/nodes",
        "{'metadata':{'name':'nowhere'},'status':{'addresses':[{'type':'Other',"
            + "'address':'10.0.0.7'}]}}");
    API.pod("lost", "{}");
    API.post(Api.PODS + "/lost/binding", "{'metadata':{'name':'lost'},'target':{'name':'gone'}}");
    API.pod("a", "{}");
    API.post(Api.PODS + "/a/binding", "{'metadata':{'name':'a'},'target':{'name':'n'}}");
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    server.close();
    node.close();
  }

  @BeforeEach
  void forget() {
    TARGETS.clear();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
  }

  /// Reads a request up to its end and writes the answer.
  private static Thread answering(BlockingQueue<String> heads, String answer) {
    return Thread.ofVirtual()
        .start(() -> {
          try (Socket socket = node.accept()) {
            heads.add(head(socket.getInputStream()));
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
          } catch (IOException broken) {
            heads.add(broken.toString());
          }
        });
  }

  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("ended after " + head);
      }
      head.append((char) b);
    }
    return head.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          /api/v1/nodes/gone/proxy/pods              | false | 503 | error trying to reach service: dial tcp 10.0.0.8:10250: connect: connection refused
          /api/v1/namespaces/default/pods/lost/log   | false | 500 | Get "https://10.0.0.8:10250/containerLogs/default/lost/c": dial tcp 10.0.0.8:10250: connect: connection refused
          /api/v1/namespaces/default/pods/lost/exec?command=a | true | 500 | error dialing backend: dial tcp 10.0.0.8:10250: connect: connection refused
          /api/v1/nodes/nowhere/proxy/               | false | 500 | no preferred addresses found; known addresses: [{Other 10.0.0.7}]
          """)
  void saysWhatCannotBeReachedAsGoDoes(String path, boolean upgrade, int code, String message)
      throws Exception {
    try (var socket =
        TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      String request =
          "GET "
              + path
              + " HTTP/1.1\r\nHost: h\r\n"
              + (upgrade ? "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\n" : "")
              + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String head = head(socket.getInputStream());
      int length = Integer.parseInt(head.replaceAll("(?is).*content-length: (\\d+).*", "$1"));
      JsonObject status = JsonParser.parseObject(socket.getInputStream().readNBytes(length));
      assertThat(status.integer("code")).isEqualTo(code);
      assertThat(status.string("message")).isEqualTo(message);
    }
  }

  @Test
  void aLogIsHandedThrough() throws Exception {
    var heads = new LinkedBlockingQueue<String>();
    answering(
        heads,
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "6\r\nline1\n\r\n6\r\nline2\n\r\n0\r\n\r\n");
    HttpResponse<String> log =
        client.send(
            request(Api.PODS + "/a/log?follow=true&tailLines=5").build(), BodyHandlers.ofString());
    assertThat(log.statusCode()).isEqualTo(200);
    assertThat(log.headers().firstValue("content-type")).contains("text/plain");
    assertThat(log.body()).isEqualTo("line1\nline2\n");
    assertThat(heads.take())
        .startsWith("GET /containerLogs/default/a/c?follow=true&tailLines=5 HTTP/1.1\r\n");
    assertThat(TARGETS.take())
        .isEqualTo(
            ConnectTarget.kubelet(
                "10.0.0.9", 10250, "/containerLogs/default/a/c", "?follow=true&tailLines=5"));
  }

  @Test
  void thereIsOneDateAndItIsTheOtherSides() throws Exception {
    String date = "Tue, 01 Jan 2030 00:00:00 GMT";
    answering(
        new LinkedBlockingQueue<>(),
        "HTTP/1.1 200 OK\r\nDate: " + date + "\r\nContent-Length: 2\r\n\r\nok");
    HttpResponse<String> answer =
        client.send(request("/api/v1/nodes/n/proxy/x").build(), BodyHandlers.ofString());
    assertThat(answer.headers().allValues("date")).containsExactly(date);
    assertThat(answer.body()).isEqualTo("ok");
  }

  /// Who follows a log over HTTP/1.1 chunk by chunk sees each line when it comes.
  @Test
  void theEndOfALinesChunkIsNotHeldBack() throws Exception {
    var more = new CountDownLatch(1);
    var broken = new LinkedBlockingQueue<String>();
    Thread kubelet = Thread.ofVirtual().start(() -> lines(more, broken));
    String log = "GET " + Api.PODS + "/a/log?follow=true HTTP/1.1\r\nHost: k4j\r\n\r\n";
    try (Socket socket =
        TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(log.getBytes(StandardCharsets.US_ASCII));
      var said = new StringBuilder();
      while (!said.toString().endsWith("6\r\nline1\n\r\n")) {
        said.append((char) socket.getInputStream().read());
      }
      more.countDown();
      while (!said.toString().endsWith("6\r\nline2\n\r\n0\r\n\r\n")) {
        said.append((char) socket.getInputStream().read());
      }
    }
    kubelet.join();
    assertThat(broken).isEmpty();
  }

  private static void lines(CountDownLatch more, BlockingQueue<String> broken) {
    try (Socket socket = node.accept()) {
      head(socket.getInputStream());
      OutputStream out = socket.getOutputStream();
      out.write(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nline1\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      more.await();
      out.write("6\r\nline2\n\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    } catch (IOException | InterruptedException e) {
      broken.add(e.toString());
    }
  }

  @Test
  void aBodyGoesToTheNode() throws Exception {
    var heads = new LinkedBlockingQueue<String>();
    answering(heads, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno");
    HttpResponse<String> answer =
        client.send(
            request("/api/v1/nodes/n/proxy/some/where?x=y")
                .header("Authorization", "Bearer secret")
                .POST(BodyPublishers.ofString("hello"))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body()).isEqualTo("no");
    assertThat(heads.take())
        .startsWith("POST /some/where?x=y HTTP/1.1\r\n")
        .contains("Content-Length: 5\r\n")
        .contains("X-Forwarded-For: 127.0.0.1\r\n")
        .doesNotContain("secret");
    TARGETS.take();
  }

  @Test
  void anUpgradedConnectionCarriesBytesBothWays() throws Exception {
    var echo =
        Thread.ofVirtual()
            .start(() -> {
              try (Socket socket = node.accept()) {
                head(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                out.write(
                    ("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\n"
                            + "Upgrade: SPDY/3.1\r\nX-Stream-Protocol-Version: v4\r\n\r\n>")
                        .getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().transferTo(out);
              } catch (IOException broken) {
                throw new AssertionError(broken);
              }
            });
    try (SSLSocket socket =
        (SSLSocket) TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      OutputStream out = socket.getOutputStream();
      String ask =
          "POST %s/a/exec?command=ls&command=-l&stdin=true&stdout=true HTTP/1.1\r\nHost: x\r\n"
              + "Connection: Upgrade\r\nUpgrade: SPDY/3.1\r\nContent-Length: 0\r\n\r\n";
      out.write(ask.formatted(Api.PODS).getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      String head = head(in);
      assertThat(head).startsWith("HTTP/1.1 101 ");
      assertThat(head).containsIgnoringCase("X-Stream-Protocol-Version: v4");
      out.write("to and fro".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(in.readNBytes(11), StandardCharsets.US_ASCII)).isEqualTo(">to and fro");
      byte[] much = new byte[1_000_000];
      Arrays.fill(much, (byte) 7);
      Thread.ofVirtual()
          .start(() -> {
            try {
              out.write(much);
            } catch (IOException broken) {
              throw new AssertionError(broken);
            }
          });
      assertThat(in.readNBytes(much.length)).isEqualTo(much);
    }
    echo.join();
    ConnectTarget target = TARGETS.take();
    assertThat(target.path()).isEqualTo("/exec/default/a/c");
    assertThat(target.query())
        .startsWith("?command=ls&command=-l&")
        .contains("input=1", "output=1");
  }

  @Test
  void aTokenAmongTheProtocolsOfAWebSocketStaysHere() throws Exception {
    var heads = new LinkedBlockingQueue<String>();
    answering(heads, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    try (var socket =
        TestTls.client().getSocketFactory().createSocket("127.0.0.1", server.port())) {
      String ask =
          "GET %s/a/exec?command=ls&stdout=true HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n"
              + "Upgrade: websocket\r\nSec-WebSocket-Protocol: v5.channel.k8s.io,"
              + " base64url.bearer.authorization.k8s.io.c2VjcmV0\r\n\r\n";
      socket.getOutputStream().write(ask.formatted(Api.PODS).getBytes(StandardCharsets.US_ASCII));
      assertThat(heads.take())
          .contains("Sec-WebSocket-Protocol: v5.channel.k8s.io\r\n")
          .doesNotContain("c2VjcmV0");
    }
    TARGETS.take();
  }

  @Test
  void whatIsNotReachableSaysSo() {
    assertThat(Api.failureText(() -> API.get(Api.PODS + "/nothing/log")))
        .isEqualTo("404 NotFound: pods \"nothing\" not found");
    assertThat(Api.failureText(() -> API.get(Api.PODS + "/a/log?container=x")))
        .isEqualTo("400 BadRequest: container x is not valid for pod a");
    API.pod("unbound", "{}");
    assertThat(Api.failureText(() -> API.post(Api.PODS + "/unbound/exec?command=ls", "{}")))
        .isEqualTo("400 BadRequest: pod unbound does not have a host assigned");
  }
}
