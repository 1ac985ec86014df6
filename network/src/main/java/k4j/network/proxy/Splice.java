package k4j.network.proxy;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// Copies bytes both ways between two connections until both directions have ended.
final class Splice {

  private static final int BUFFER = 32 << 10;

  private Splice() {}

  /// Returns when both sides have said all. One side that closes its direction is passed on as a
  /// half close; a broken side breaks both.
  static void join(SocketChannel client, SocketChannel server) throws IOException {
    client.setOption(StandardSocketOptions.TCP_NODELAY, true);
    Thread answers = Thread.ofVirtual().name("proxy-answers").start(() -> copy(server, client));
    copy(client, server);
    try {
      answers.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.close();
      client.close();
    }
  }

  private static void copy(SocketChannel from, SocketChannel to) {
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    try {
      while (from.read(buffer) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          to.write(buffer);
        }
        buffer.clear();
      }
      to.shutdownOutput();
    } catch (IOException _) {
      // A reset of one side is passed on by closing both: the peers see it as it is.
      abort(from);
      abort(to);
    }
  }

  private static void abort(SocketChannel channel) {
    try {
      if (channel.isOpen()) {
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        channel.close();
      }
    } catch (IOException _) {
      // It is gone already.
    }
  }
}
