package k4j.apiserver.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/// Writes an answer piece by piece and waits for the client: small pieces are gathered, so that
/// what goes to the connection is about 32 KB at a time.
final class BlockingSink implements Out {

  private static final int ROOM = 32 * 1024;

  private final Response response;
  private final @Nullable EndPoint connection;
  private final ByteBuffer gathered = ByteBuffer.allocate(ROOM);

  BlockingSink(Response response) {
    this(response, null);
  }

  private BlockingSink(Response response, @Nullable EndPoint connection) {
    this.response = response;
    this.connection = connection;
  }

  /// For an answer whose head is out and that is read as it comes. In HTTP/1.1 Jetty sends the end
  /// of a chunk with the next one; who reads chunk by chunk, as Python does, would see each event
  /// only when another follows.
  static BlockingSink ofEvents(Request request, Response response) {
    ConnectionMetaData client = request.getConnectionMetaData();
    return client.getHttpVersion() == HttpVersion.HTTP_1_1 && !endsWithTheConnection(request)
        ? new BlockingSink(response, client.getConnection().getEndPoint())
        : new BlockingSink(response);
  }

  /// Jetty frames nothing on a connection that it is to close.
  private static boolean endsWithTheConnection(Request request) {
    return request.getHeaders().contains(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
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
    if (connection != null && gathered.hasRemaining()) {
      sendChunk(connection);
    }
    if (connection == null || last) {
      try (Blocker.Callback done = Blocker.callback()) {
        response.write(last, gathered, done);
        done.block();
      }
    }
    gathered.clear();
  }

  private void sendChunk(EndPoint to) throws IOException {
    String size = Integer.toHexString(gathered.remaining()) + "\r\n";
    try (Blocker.Callback done = Blocker.callback()) {
      to.write(done, BufferUtil.toBuffer(size), gathered, BufferUtil.toBuffer("\r\n"));
      done.block();
    }
  }
}
