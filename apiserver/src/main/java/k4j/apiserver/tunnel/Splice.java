package k4j.apiserver.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An upgraded connection: the bytes of the client go to the other side as they are, and those of
/// the other side to the client. Both directions have a thread of their own.
final class Splice extends AbstractConnection implements Connection.UpgradeTo {

  private static final Logger LOG = LoggerFactory.getLogger(Splice.class);
  private static final int ROOM = 32 * 1024;

  private final Socket other;
  private final InputStream in;
  private final Executor threads;
  private volatile ByteBuffer early = BufferUtil.EMPTY_BUFFER;

  /// @param in reads from `other`, past the head of its answer
  /// @param threads starts a virtual thread for each task
  Splice(EndPoint client, Executor threads, Socket other, InputStream in) {
    super(client, threads);
    this.other = other;
    this.in = in;
    this.threads = threads;
  }

  @Override
  public void onUpgradeTo(ByteBuffer buffer) {
    early = BufferUtil.copy(buffer); // what the client sent before it saw the answer
  }

  @Override
  public void onOpen() {
    super.onOpen();
    getEndPoint().setIdleTimeout(0);
    threads.execute(this::fromClient);
    threads.execute(this::toClient);
  }

  @Override
  public void onFillable() {
    throw new IllegalStateException("reads are waited for one by one");
  }

  private void fromClient() {
    try {
      OutputStream out = other.getOutputStream();
      if (early != null && early.hasRemaining()) {
        out.write(BufferUtil.toArray(early));
        out.flush();
      }
      ByteBuffer buffer = BufferUtil.allocate(ROOM);
      for (int n = fill(buffer); n >= 0; n = fill(buffer)) {
        out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), n);
        out.flush();
        BufferUtil.clear(buffer);
      }
      other.shutdownOutput();
    } catch (IOException | UnsupportedOperationException gone) {
      end(gone);
    }
  }

  /// Waits for bytes of the client; -1 at their end.
  private int fill(ByteBuffer buffer) throws IOException {
    while (true) {
      int n = getEndPoint().fill(buffer);
      if (n != 0) {
        return n;
      }
      try (Blocker.Callback readable = Blocker.callback()) {
        getEndPoint().fillInterested(readable);
        readable.block();
      }
    }
  }

  private void toClient() {
    byte[] some = new byte[ROOM];
    try {
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        try (Blocker.Callback written = Blocker.callback()) {
          getEndPoint().write(written, ByteBuffer.wrap(some, 0, n));
          written.block();
        }
      }
      end(null);
    } catch (IOException gone) {
      end(gone);
    }
  }

  private void end(@Nullable Throwable why) {
    LOG.atDebug().setCause(why).log("A tunnel ended");
    getEndPoint().close();
    close(other);
  }

  static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException closed) {
      LOG.atDebug().setCause(closed).log("A socket did not close well");
    }
  }
}
