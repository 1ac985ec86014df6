package k4j.kubelet;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;
import k4j.testing.TestTls;

/// SPDY in the binary messages of a WebSocket, as current clients forward ports. The JDK's
/// WebSocket refuses the name of this protocol.
final class WebSocketClientTunnel {

  private WebSocketClientTunnel() {}

  static SpdyClient open(int port, String path) throws IOException {
    SSLSocket socket =
        (SSLSocket) TestTls.client().getSocketFactory().createSocket("127.0.0.1", port);
    socket.setSoTimeout(10_000);
    String head =
        String.join(
            "\r\n",
            "GET " + path + " HTTP/1.1",
            "Host: 127.0.0.1",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io",
            "",
            "");
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    SpdyClient.awaitUpgrade(socket.getInputStream());
    return new SpdyClient(
        socket, new Frames(socket.getInputStream()), new Masked(socket.getOutputStream()));
  }

  /// The payloads of unmasked frames.
  private static final class Frames extends InputStream {

    private final DataInputStream in;
    private byte[] payload = new byte[0];
    private int at;

    Frames(InputStream in) {
      this.in = new DataInputStream(in);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      for (int i = 0; i < length; i++) {
        into[from + i] = (byte) read();
      }
      return length;
    }

    @Override
    public int read() throws IOException {
      while (at == payload.length) {
        in.readUnsignedByte();
        int length = in.readUnsignedByte();
        payload = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
        at = 0;
      }
      return payload[at++] & 0xff;
    }
  }

  /// Each write in a masked binary frame.
  private static final class Masked extends OutputStream {

    private static final byte[] MASK = {1, 2, 3, 4};

    private final OutputStream out;

    Masked(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      var frame = new ByteArrayOutputStream();
      frame.write(0x82);
      frame.write(0x80 | length);
      frame.writeBytes(MASK);
      for (int i = 0; i < length; i++) {
        frame.write(bytes[from + i] ^ MASK[i & 3]);
      }
      out.write(frame.toByteArray());
    }
  }
}
