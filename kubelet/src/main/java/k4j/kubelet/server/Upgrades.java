package k4j.kubelet.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import k4j.kubelet.stream.RawConnection;
import k4j.kubelet.stream.WebSocketConnection;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// The handshakes that lead from HTTP to WebSocket or SPDY.
final class Upgrades {

  private static final String SPDY = "SPDY/3.1";
  private static final String STREAM_VERSION = "X-Stream-Protocol-Version";

  private Upgrades() {}

  static boolean isWebSocket(Request request) {
    return has(request, HttpHeader.UPGRADE, "websocket");
  }

  static boolean isSpdy(Request request) {
    return has(request, HttpHeader.UPGRADE, SPDY);
  }

  private static boolean has(Request request, HttpHeader header, String word) {
    String value = request.getHeaders().get(header);
    return value != null && value.toLowerCase(Locale.ROOT).contains(word.toLowerCase(Locale.ROOT));
  }

  /// The first of ours that the client offers, for SPDY.
  static Optional<String> spdyProtocol(Request request, List<String> ours) {
    List<String> offered = values(request, STREAM_VERSION);
    if (offered.isEmpty()) {
      return Optional.of(ours.getLast());
    }
    return ours.stream().filter(offered::contains).findFirst();
  }

  /// The first of the client's that we know, for WebSocket; the empty one where it offers none.
  static Optional<String> webSocketProtocol(Request request, List<String> ours) {
    List<String> offered = values(request, "Sec-WebSocket-Protocol");
    if (offered.isEmpty()) {
      return ours.contains("") ? Optional.of("") : Optional.empty();
    }
    return offered.stream().filter(ours::contains).findFirst();
  }

  private static List<String> values(Request request, String header) {
    return request.getHeaders().getValuesList(header).stream()
        .flatMap(value -> Stream.of(value.split(",")))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  static void spdy(
      Request request,
      Response response,
      Callback callback,
      String protocol,
      Consumer<RawConnection> session) {
    response.getHeaders().put(HttpHeader.UPGRADE, SPDY);
    response.getHeaders().put(STREAM_VERSION, protocol);
    upgrade(request, response, callback, session);
  }

  static void webSocket(
      Request request,
      Response response,
      Callback callback,
      String protocol,
      Consumer<RawConnection> session) {
    String key = request.getHeaders().get(HttpHeader.SEC_WEBSOCKET_KEY);
    response.getHeaders().put(HttpHeader.UPGRADE, "websocket");
    response
        .getHeaders()
        .put(HttpHeader.SEC_WEBSOCKET_ACCEPT, WebSocketConnection.accept(key == null ? "" : key));
    if (!protocol.isEmpty()) {
      response.getHeaders().put(HttpHeader.SEC_WEBSOCKET_SUBPROTOCOL, protocol);
    }
    upgrade(request, response, callback, session);
  }

  private static void upgrade(
      Request request, Response response, Callback callback, Consumer<RawConnection> session) {
    EndPoint endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
    var connection =
        new UpgradedConnection(
            endPoint, request.getConnectionMetaData().getConnector().getExecutor(), session);
    request.setAttribute(HttpStream.UPGRADE_CONNECTION_ATTRIBUTE, connection);
    response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
    response.getHeaders().put(HttpHeader.CONNECTION, "Upgrade");
    callback.succeeded();
  }
}
