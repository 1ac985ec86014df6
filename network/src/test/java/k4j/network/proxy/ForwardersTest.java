package k4j.network.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Real sockets on loopback.
class ForwardersTest {

  private static final String HERE = "127.0.0.1";

  private final Forwarders forwarders = new Forwarders(InstantSource.fixed(Instant.EPOCH));

  @AfterEach
  void close() {
    forwarders.close();
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName(HERE))) {
      return socket.getLocalPort();
    }
  }

  /// A server that says its name, then repeats all it hears until the client has said everything.
  private static ServerSocket server(String name) throws IOException {
    var server = new ServerSocket(0, 50, InetAddress.getByName(HERE));
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try (Socket client = server.accept()) {
              client.getOutputStream().write(name.getBytes(StandardCharsets.UTF_8));
              client.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException _) {
              // The test closed it.
            }
          }
        });
    return server;
  }

  private static Backend backend(Duration affinity, ServerSocket... servers) {
    List<Endpoint> endpoints =
        List.of(servers).stream()
            .map(each -> new Endpoint(HERE, each.getLocalPort(), true))
            .toList();
    return new Backend("default/web:http", endpoints, affinity);
  }

  private static String talk(int port, String text) throws IOException {
    try (var socket = new Socket(HERE, port)) {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void connectionsGoRoundTheEndpointsAndHalfClosesPass() throws IOException {
    int port = freePort();
    try (var a = server("a:");
        var b = server("b:")) {
      var plan = Map.of(new Frontend(Protocol.TCP, HERE, port), backend(Duration.ZERO, a, b));
      assertThat(forwarders.apply("default/web", plan)).isTrue();
      String big = "x".repeat(300_000);
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        String answer = talk(port, big);
        assertThat(answer.substring(2)).isEqualTo(big);
        seen.add(answer.substring(0, 2));
      }
      assertThat(seen).containsExactlyInAnyOrder("a:", "b:");
    }
  }

  @Test
  void aClientWithAffinityStaysWithItsEndpointUntilThatIsGone() throws IOException {
    int port = freePort();
    var frontend = new Frontend(Protocol.TCP, HERE, port);
    try (var a = server("a:");
        var b = server("b:")) {
      forwarders.apply("default/web", Map.of(frontend, backend(Duration.ofHours(3), a, b)));
      String first = talk(port, "");
      for (int i = 0; i < 5; i++) {
        assertThat(talk(port, "")).isEqualTo(first);
      }
      ServerSocket other = first.equals("a:") ? b : a;
      forwarders.apply("default/web", Map.of(frontend, backend(Duration.ofHours(3), other)));
      assertThat(talk(port, "")).isNotEqualTo(first);
    }
  }

  @Test
  void anEndpointThatDoesNotAnswerIsPassedOver() throws IOException {
    int port = freePort();
    try (var a = server("a:")) {
      var dead = new Endpoint(HERE, freePort(), true);
      var alive = new Endpoint(HERE, a.getLocalPort(), true);
      var backend = new Backend("default/web", List.of(dead, alive), Duration.ZERO);
      forwarders.apply("default/web", Map.of(new Frontend(Protocol.TCP, HERE, port), backend));
      for (int i = 0; i < 4; i++) {
        assertThat(talk(port, "")).isEqualTo("a:");
      }
    }
  }

  @Test
  void withoutEndpointsAConnectionIsRefused() throws IOException {
    int port = freePort();
    forwarders.apply(
        "default/web", Map.of(new Frontend(Protocol.TCP, HERE, port), backend(Duration.ZERO)));
    assertThatThrownBy(() -> talk(port, "hello")).isInstanceOf(IOException.class);
  }

  @Test
  void aPlaceThatIsTakenIsReportedAndHadLater() throws IOException {
    try (var a = server("a:")) {
      int taken;
      Map<Frontend, Backend> plan;
      try (var other = new ServerSocket(0, 1, InetAddress.getByName(HERE))) {
        taken = other.getLocalPort();
        plan = Map.of(new Frontend(Protocol.TCP, HERE, taken), backend(Duration.ZERO, a));
        assertThat(forwarders.apply("default/web", plan)).isFalse();
      }
      assertThat(forwarders.apply("default/web", plan)).isTrue();
      assertThat(talk(taken, "")).isEqualTo("a:");
    }
  }

  @Test
  void aServiceThatIsGoneListensNoMore() throws IOException {
    int port = freePort();
    try (var a = server("a:")) {
      forwarders.apply(
          "default/web", Map.of(new Frontend(Protocol.TCP, HERE, port), backend(Duration.ZERO, a)));
      forwarders.apply("default/web", Map.of());
      Eventually.asserted(
          () -> assertThatThrownBy(() -> talk(port, "")).isInstanceOf(IOException.class));
    }
  }

  @Test
  void datagramsGoThereAndBack() throws IOException {
    int port = freePort();
    try (var echo = new DatagramSocket(0, InetAddress.getByName(HERE));
        var client = new DatagramSocket()) {
      Thread.ofVirtual()
          .start(() -> {
            var packet = new DatagramPacket(new byte[2000], 2000);
            try {
              echo.receive(packet);
              echo.send(packet);
            } catch (IOException _) {
              // The test is over.
            }
          });
      var backend =
          new Backend(
              "default/dns", List.of(new Endpoint(HERE, echo.getLocalPort(), true)), Duration.ZERO);
      forwarders.apply("default/dns", Map.of(new Frontend(Protocol.UDP, HERE, port), backend));
      byte[] text = "hello".getBytes(StandardCharsets.UTF_8);
      client.setSoTimeout(5000);
      client.send(new DatagramPacket(text, text.length, InetAddress.getByName(HERE), port));
      var answer = new DatagramPacket(new byte[100], 100);
      client.receive(answer);
      assertThat(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.UTF_8))
          .isEqualTo("hello");
    }
  }
}
