package k4j.apiserver.tunnel;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import k4j.api.meta.StatusException;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.upstream.ChunkedInput;
import k4j.apiserver.upstream.LimitedInput;
import k4j.apiserver.upstream.ResponseHead;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a request on to a kubelet, pod or service and its answer back, whatever it is: a body that
/// ends, a log that is followed, or an upgraded connection.
public final class Tunnel {

  private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);

  private final NodeConnector connector;
  private final Executor threads;

  /// @param threads starts a virtual thread for each task
  public Tunnel(NodeConnector connector, Executor threads) {
    this.connector = connector;
    this.threads = threads;
  }

  /// @throws StatusException where the other side cannot be reached
  public void carry(Request request, Response response, Callback callback, ConnectTarget target) {
    Socket socket = open(target);
    request.addFailureListener(_ -> Splice.close(socket));
    try {
      UpstreamRequest.write(request, target, socket.getOutputStream());
      var in = new BufferedInputStream(socket.getInputStream());
      ResponseHead head = ResponseHead.read(in);
      if (head.status() == 101 && UpstreamRequest.isUpgrade(request)) {
        upgrade(request, response, callback, head, socket, in);
      } else {
        answer(response, callback, head, in);
        Splice.close(socket);
      }
    } catch (IOException broken) {
      Splice.close(socket);
      if (response.isCommitted()) {
        callback.failed(broken);
        return;
      }
      throw unreachable(target, broken);
    }
  }

  private Socket open(ConnectTarget target) {
    try {
      return connector.connect(target);
    } catch (IOException broken) {
      throw unreachable(target, broken);
    }
  }

  private static StatusException unreachable(ConnectTarget target, IOException why) {
    LOG.atDebug().setCause(why).addKeyValue("host", target.host()).log("No way to a node");
    String message =
        "error trying to reach service: dial tcp %s:%d: %s"
            .formatted(target.host(), target.port(), why.getMessage());
    return target.kubelet()
        ? StatusException.internal(message)
        : StatusException.unavailable(message);
  }

  private void upgrade(
      Request request,
      Response response,
      Callback callback,
      ResponseHead head,
      Socket socket,
      InputStream in) {
    EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
    request.setAttribute(
        HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, new Splice(client, threads, socket, in));
    response.setStatus(101);
    for (ResponseHead.Field field : head.fields()) {
      response.getHeaders().add(new HttpField(field.name(), field.value()));
    }
    response.write(true, null, callback);
  }

  private static void answer(
      Response response, Callback callback, ResponseHead head, InputStream in) throws IOException {
    response.setStatus(head.status());
    for (ResponseHead.Field field : head.fields()) {
      if (!field.ofConnection()) {
        response.getHeaders().put(field.name(), field.value());
      }
    }
    boolean empty =
        head.status() == 204
            || head.status() == 304
            || response.getRequest().getMethod().equals("HEAD");
    if (!empty) {
      copy(response, body(head, in));
    }
    response.write(true, null, callback);
  }

  private static InputStream body(ResponseHead head, InputStream in) throws IOException {
    if (head.chunked()) {
      return new ChunkedInput(in);
    }
    String length = head.first("content-length");
    return length.isEmpty() ? in : new LimitedInput(in, Long.parseLong(length));
  }

  /// Each piece goes out as it comes, since somebody may be following a log.
  private static void copy(Response response, InputStream body) throws IOException {
    byte[] some = new byte[IO.DEFAULT_BUFFER_SIZE];
    for (int n = body.read(some); n >= 0; n = body.read(some)) {
      try (Blocker.Callback written = Blocker.callback()) {
        response.write(false, ByteBuffer.wrap(some, 0, n), written);
        written.block();
      }
    }
  }
}
