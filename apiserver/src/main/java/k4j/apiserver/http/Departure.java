package k4j.apiserver.http;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/// Notices that the client of a long answer has closed its HTTP/1.1 connection. Nothing else reads
/// from such a connection before the answer's end; with HTTP/2 the stream's failure tells.
final class Departure implements Callback, AutoCloseable {

  private final @Nullable AbstractEndPoint connection;
  private final Runnable gone;
  private final AtomicBoolean over = new AtomicBoolean();

  private Departure(@Nullable AbstractEndPoint connection, Runnable gone) {
    this.connection = connection;
    this.gone = gone;
  }

  /// @param gone what is to be done when the client has left; may be done twice
  static Departure watch(Request request, Runnable gone) {
    request.addFailureListener(_ -> gone.run());
    var departure = new Departure(readable(request), gone);
    departure.listen();
    return departure;
  }

  private static @Nullable AbstractEndPoint readable(Request request) {
    ConnectionMetaData client = request.getConnectionMetaData();
    if (client.getHttpVersion().getVersion() < HttpVersion.HTTP_2.getVersion()
        && client.getConnection().getEndPoint() instanceof AbstractEndPoint connection) {
      return connection;
    }
    return null;
  }

  private void listen() {
    if (connection != null) {
      connection.tryFillInterested(this);
    }
  }

  @Override
  public void succeeded() {
    if (connection == null || over.get()) {
      return;
    }
    try {
      // A client that says more before it has its answer breaks off, too.
      if (connection.fill(BufferUtil.allocate(1)) != 0) {
        gone.run();
      } else {
        listen();
      }
    } catch (IOException broken) {
      gone.run();
    }
  }

  @Override
  public void failed(Throwable why) {
    if (over.get()) {
      return;
    }
    if (why instanceof TimeoutException) {
      listen(); // silence is no departure
    } else {
      gone.run();
    }
  }

  @Override
  public InvocationType getInvocationType() {
    return InvocationType.NON_BLOCKING;
  }

  /// Leaves the connection to its next request.
  @Override
  public void close() {
    if (over.compareAndSet(false, true) && connection != null) {
      connection.getFillInterest().onFail(new IOException("the answer has ended"));
    }
  }
}
