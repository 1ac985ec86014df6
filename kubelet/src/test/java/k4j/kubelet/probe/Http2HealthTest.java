package k4j.kubelet.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class Http2HealthTest {

  /// Reads the request and answers with one message that has the status.
  private static void serve(ServerSocket server, int status) {
    try (Socket socket = server.accept()) {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.readNBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".length());
      int type;
      do {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        type = in.readUnsignedByte();
        in.readNBytes(5 + length);
      } while (type != 0);
      DataOutputStream out = new DataOutputStream(socket.getOutputStream());
      out.write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0});
      out.write(new byte[] {0, 0, 7, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 2, 8, (byte) status});
      out.flush();
      in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ProbeOutcome check(int status) throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serve(server, status));
      return new Http2Health()
          .check("127.0.0.1", server.getLocalPort(), "svc", Duration.ofSeconds(10));
    }
  }

  @Test
  void servingIsHealthy() throws IOException {
    assertThat(check(1)).isEqualTo(new ProbeOutcome.Success());
    assertThat(check(2))
        .isEqualTo(new ProbeOutcome.Failure("service unhealthy (responded with \"NOT_SERVING\")"));
  }
}
