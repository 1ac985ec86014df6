package k4j.kubelet.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import k4j.kubelet.stream.RawConnection;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;

/// A connection that left HTTP, as blocking streams for a session on a thread of its own.
final class UpgradedConnection extends AbstractConnection
    implements Connection.UpgradeTo, RawConnection {

  private static final Duration IDLE = Duration.ofHours(4);
  private static final int BUFFER = 32 * 1024;

  private final Consumer<RawConnection> session;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();
  private ByteBuffer buffer = BufferUtil.EMPTY_BUFFER;

  UpgradedConnection(EndPoint endPoint, Executor executor, Consumer<RawConnection> session) {
    super(endPoint, executor);
    this.session = session;
  }

  @Override
  public void onUpgradeTo(ByteBuffer left) {
    buffer = BufferUtil.copy(left);
  }

  @Override
  public void onOpen() {
    super.onOpen();
    getEndPoint().setIdleTimeout(IDLE.toMillis());
    Thread.ofVirtual().name("kubelet-stream").start(this::serve);
  }

  private void serve() {
    try {
      session.accept(this);
    } finally {
      close();
    }
  }

  @Override
  public void onFillable() {
    throw new IllegalStateException("reads are waited for one by one");
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  private final class Input extends InputStream {

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
      while (!BufferUtil.hasContent(buffer)) {
        if (buffer.capacity() < BUFFER) {
          buffer = BufferUtil.allocate(BUFFER);
        }
        int count = getEndPoint().isOpen() ? getEndPoint().fill(buffer) : -1;
        if (count < 0) {
          return -1;
        }
        if (count == 0) {
          awaitReadable();
        }
      }
      int count = Math.min(length, buffer.remaining());
      buffer.get(into, from, count);
      return count;
    }

    private void awaitReadable() throws IOException {
      try (Blocker.Callback readable = Blocker.callback()) {
        getEndPoint().fillInterested(readable);
        readable.block();
      }
    }
  }

  private final class Output extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try (Blocker.Callback written = Blocker.callback()) {
        getEndPoint().write(written, ByteBuffer.wrap(bytes, from, length));
        written.block();
      }
    }
  }
}
