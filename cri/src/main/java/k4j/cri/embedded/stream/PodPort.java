package k4j.cri.embedded.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.OptionalLong;
import k4j.cri.CriException;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.OwnThread;
import k4j.cri.stream.PortStream;

/// A connection to a port on the loopback of a pod: its socket is made by a thread that has gone
/// into the pod's network, and used from anywhere.
public final class PodPort implements PortStream {
  private static final List<String> LOOPBACKS = List.of("127.0.0.1", "::1");
  private final SocketChannel channel;

  private PodPort(SocketChannel channel) {
    this.channel = channel;
  }

  /// Without a process the node's own network is meant.
  public static PodPort connect(OptionalLong pausePid, int port) throws IOException {
    ConnectException refused = new ConnectException("connection refused");
    for (String address : LOOPBACKS) {
      SocketChannel channel = OwnThread.run("k4j-port", () -> open(pausePid, address));
      try {
        channel.connect(new InetSocketAddress(address, port));
        return new PodPort(channel);
      } catch (ConnectException e) {
        channel.close();
        refused = e;
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    }
    throw new CriException(
        CriException.Code.UNKNOWN,
        "failed to connect to localhost:" + port + " inside namespace: connection refused",
        refused);
  }

  private static SocketChannel open(OptionalLong pausePid, String address) throws IOException {
    if (pausePid.isPresent()) {
      Kernel.enterNamespace("/proc/" + pausePid.getAsLong() + "/ns/net", Kernel.CLONE_NEWNET);
    }
    return SocketChannel.open(
        address.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET);
  }

  @Override
  public InputStream input() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return length == 0 ? 0 : channel.read(ByteBuffer.wrap(into, offset, length));
      }
    };
  }

  @Override
  public OutputStream output() {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }

      @Override
      public void close() throws IOException {
        if (channel.isOpen()) {
          channel.shutdownOutput();
        }
      }
    };
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new CriException(CriException.Code.INTERNAL, "closing a forwarded port", e);
    }
  }
}
