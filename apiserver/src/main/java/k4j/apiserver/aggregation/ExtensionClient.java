package k4j.apiserver.aggregation;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.ConnectTarget.Manner;
import k4j.apiserver.tunnel.NodeConnector;
import k4j.apiserver.upstream.ChunkedInput;
import k4j.apiserver.upstream.LimitedInput;
import k4j.apiserver.upstream.ResponseHead;
import k4j.apiserver.webhook.ServiceResolver;
import k4j.apiserver.webhook.ServiceResolver.HostPort;

/// Asks extension API servers on the aggregator's own account.
final class ExtensionClient {

  private static final int PATIENCE_MILLIS = 5_000;
  private static final int LONGEST = 64 * 1024 * 1024;

  private final NodeConnector connector;
  private final ServiceResolver resolver;

  ExtensionClient(NodeConnector connector, ServiceResolver resolver) {
    this.connector = connector;
    this.resolver = resolver;
  }

  /// @param code of HTTP
  /// @param tag by which it is asked whether it has changed; empty where there is none
  record Received(int code, String contentType, String tag, String body) {
    /// @throws IOException where it is no object
    JsonObject json() throws IOException {
      try {
        return JsonParser.parseObject(body.getBytes(StandardCharsets.UTF_8));
      } catch (JsonException malformed) {
        throw new IOException(malformed.getMessage(), malformed);
      }
    }
  }

  /// @throws k4j.api.meta.StatusException where there is no way to the service
  HostPort address(ApiService.Service service) {
    return resolver.resolve(service.namespace(), service.name(), service.port());
  }

  /// Answers with whatever the server says.
  Received get(ApiService.Service service, HostPort address, String path, String accept)
      throws IOException {
    return get(service, address, path, accept, "");
  }

  /// As above, but of what is still as it was then.
  Received get(ApiService.Service service, HostPort address, String path, String accept, String tag)
      throws IOException {
    var target =
        new ConnectTarget(
            service.peer(), address.host(), address.port(), path, "", new Manner.Straight());
    try (Socket socket = connector.connect(target)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      OutputStream out = socket.getOutputStream();
      out.write(head(target, accept, tag).getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      var in = new BufferedInputStream(socket.getInputStream());
      ResponseHead head = ResponseHead.read(in);
      byte[] body = head.status() == 304 ? new byte[0] : body(head, in).readNBytes(LONGEST);
      return new Received(
          head.status(),
          head.first("content-type"),
          head.first("etag"),
          new String(body, StandardCharsets.UTF_8));
    }
  }

  private static String head(ConnectTarget target, String accept, String tag) {
    var head = new StringBuilder();
    head.append("GET ").append(target.path()).append(" HTTP/1.1\r\nHost: ").append(target);
    head.append("\r\nUser-Agent: kube-aggregator\r\nConnection: close\r\nAccept: ").append(accept);
    head.append("\r\n");
    if (!tag.isEmpty()) {
      head.append("If-None-Match: ").append(tag).append("\r\n");
    }
    User aggregator = RemoteUser.AGGREGATOR;
    RemoteUser.headers(aggregator)
        .forEach((name, values) ->
            values.forEach(value -> head.append(name).append(": ").append(value).append("\r\n")));
    return head.append("\r\n").toString();
  }

  private static InputStream body(ResponseHead head, InputStream in) throws IOException {
    if (head.chunked()) {
      return new ChunkedInput(in);
    }
    String length = head.first("content-length");
    return length.isEmpty() ? in : new LimitedInput(in, Long.parseLong(length));
  }
}
