package k4j.kubelet.stream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/// A byte stream carried in the binary messages of a WebSocket: how current clients send SPDY.
public final class WebSocketTunnel implements RawConnection {

  private final WebSocketConnection socket;
  private final InputStream input = new MessagesIn();
  private final OutputStream output = new MessagesOut();

  public WebSocketTunnel(WebSocketConnection socket) {
    this.socket = socket;
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public void close() {
    socket.close();
  }

  private final class MessagesIn extends InputStream {

    private byte[] current = new byte[0];
    private int at;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      while (at == current.length) {
        Optional<WebSocketConnection.Message> next = socket.read();
        if (next.isEmpty()) {
          return -1;
        }
        current = next.get().payload();
        at = 0;
      }
      int count = Math.min(length, current.length - at);
      System.arraycopy(current, at, into, from, count);
      at += count;
      return count;
    }
  }

  private final class MessagesOut extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      socket.sendBinary(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      socket.sendBinary(bytes, from, length);
    }
  }
}
