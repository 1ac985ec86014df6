package k4j.apiserver.tunnel;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/// The body of an answer that is read as it comes. In HTTP/1.1 Jetty sends the end of a chunk with
/// the next one; who reads chunk by chunk, as Python does, would see each piece only when another
/// follows. So chunks are written past it there.
public final class Chunks {

  private final Response response;
  private final @Nullable EndPoint connection;

  private Chunks(Response response, @Nullable EndPoint connection) {
    this.response = response;
    this.connection = connection;
  }

  /// Sends the head of an answer whose length nobody knows.
  public static Chunks begin(Request request, Response response) throws IOException {
    ConnectionMetaData client = request.getConnectionMetaData();
    boolean chunked = client.getHttpVersion() == HttpVersion.HTTP_1_1;
    if (chunked) {
      // else Jetty would end the body with the connection where the client closes that
      response.getHeaders().put(HttpHeader.TRANSFER_ENCODING, "chunked");
    }
    try (Blocker.Callback done = Blocker.callback()) {
      response.write(false, ByteBuffer.allocate(0), done);
      done.block();
    }
    return new Chunks(response, chunked ? client.getConnection().getEndPoint() : null);
  }

  /// Sends a piece and waits for the client.
  public void send(ByteBuffer piece) throws IOException {
    if (!piece.hasRemaining()) {
      return;
    }
    try (Blocker.Callback done = Blocker.callback()) {
      if (connection == null) {
        response.write(false, piece, done);
      } else {
        String size = Integer.toHexString(piece.remaining()) + "\r\n";
        connection.write(done, BufferUtil.toBuffer(size), piece, BufferUtil.toBuffer("\r\n"));
      }
      done.block();
    }
  }
}
