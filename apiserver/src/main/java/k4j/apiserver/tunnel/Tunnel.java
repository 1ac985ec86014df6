package k4j.apiserver.tunnel;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.Executor;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.ConnectTarget.Manner;
import k4j.apiserver.upstream.GoWords;
import k4j.apiserver.upstream.ResponseHead;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends a request on to a kubelet, pod, service or extension API server and its answer back,
/// whatever it is: a body that ends, a log that is followed, or an upgraded connection.
public final class Tunnel {

  private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);
  private static final int UNAVAILABLE = 503;

  private final NodeConnector connector;
  private final Executor threads;

  /// @param threads starts a virtual thread for each task
  public Tunnel(NodeConnector connector, Executor threads) {
    this.connector = connector;
    this.threads = threads;
  }

  /// @throws StatusException where the other side cannot be reached
  public void carry(Request request, Response response, Callback callback, ConnectTarget target) {
    Socket socket;
    try {
      socket = connector.connect(target);
    } catch (IOException broken) {
      fail(request, response, callback, target, broken);
      return;
    }
    request.addFailureListener(_ -> Splice.close(socket));
    try {
      String auditId = String.valueOf(response.getHeaders().get("Audit-Id"));
      UpstreamRequest.write(request, target, auditId, socket.getOutputStream());
      var in = new BufferedInputStream(socket.getInputStream());
      ResponseHead head = ResponseHead.read(in);
      if (head.status() == 101 && UpstreamRequest.isUpgrade(request)) {
        upgrade(request, response, callback, head, socket, in);
      } else {
        new UpstreamAnswer(request, response, callback, target).write(head, in);
        Splice.close(socket);
      }
    } catch (IOException broken) {
      Splice.close(socket);
      if (response.isCommitted()) {
        callback.failed(broken);
        return;
      }
      fail(request, response, callback, target, broken);
    }
  }

  private static void fail(
      Request request,
      Response response,
      Callback callback,
      ConnectTarget target,
      IOException broken) {
    LOG.atDebug().setCause(broken).addKeyValue("host", target.host()).log("No way through");
    String why = GoWords.of(broken, target.host(), target.port());
    String service = "error trying to reach service: " + why;
    switch (target.manner()) {
      case Manner.Delegated _ -> PlainText.write(response, callback, UNAVAILABLE, service);
      case Manner.Proxied _ -> throw StatusException.unavailable(service);
      case Manner.Straight _ -> {
        String message =
            UpstreamRequest.isUpgrade(request)
                ? "error dialing backend: " + why
                : "Get \"https://%s%s\": %s".formatted(target, target.path(), why);
        throw new StatusException(new Status(500, "", message, Details.NONE));
      }
    }
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
}
