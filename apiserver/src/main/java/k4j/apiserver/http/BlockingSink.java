package k4j.apiserver.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import k4j.apiserver.tunnel.Chunks;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.jspecify.annotations.Nullable;

/// Writes an answer piece by piece and waits for the client: small pieces are gathered, so that
/// what goes to the connection is about 32 KB at a time.
final class BlockingSink implements Out {

  private static final int ROOM = 32 * 1024;

  private final Response response;
  private final @Nullable Chunks chunks;
  private final ByteBuffer gathered = ByteBuffer.allocate(ROOM);

  BlockingSink(Response response) {
    this(response, null);
  }

  private BlockingSink(Response response, @Nullable Chunks chunks) {
    this.response = response;
    this.chunks = chunks;
  }

  /// For an answer that is read as it comes, whose head this sends.
  static BlockingSink ofEvents(Request request, Response response) throws IOException {
    return new BlockingSink(response, Chunks.begin(request, response));
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (length <= gathered.remaining()) {
      gathered.put(bytes, from, length);
      return;
    }
    int at = from;
    int end = from + length;
    while (at < end) {
      int some = Math.min(gathered.remaining(), end - at);
      gathered.put(bytes, at, some);
      at += some;
      if (!gathered.hasRemaining()) {
        send(false);
      }
    }
  }

  @Override
  public void flush() throws IOException {
    if (gathered.position() > 0) {
      send(false);
    }
  }

  @Override
  public void finish() throws IOException {
    send(true);
  }

  private void send(boolean last) throws IOException {
    gathered.flip();
    if (chunks != null) {
      chunks.send(gathered);
    }
    if (chunks == null || last) {
      try (Blocker.Callback done = Blocker.callback()) {
        response.write(last, gathered, done);
        done.block();
      }
    }
    gathered.clear();
  }
}
