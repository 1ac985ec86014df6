package k4j.apiserver.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.ConnectTarget.Manner;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/// Sends a client's request on in HTTP/1.1.
final class UpstreamRequest {

  /// Fields that are not the other side's business, or are written anew.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "host",
          "authorization",
          "connection",
          "content-length",
          "transfer-encoding",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "upgrade",
          "x-forwarded-for",
          "x-forwarded-uri",
          "audit-id");

  private UpstreamRequest() {}

  static boolean isUpgrade(Request request) {
    String connection = request.getHeaders().get("Connection");
    return connection != null
        && connection.toLowerCase(Locale.ROOT).contains("upgrade")
        && request.getHeaders().get("Upgrade") != null;
  }

  /// What the client takes the server for.
  static String host(Request request) {
    String field = request.getHeaders().get("Host");
    String authority = request.getHttpURI().getAuthority();
    return field != null ? field : authority == null ? "" : authority;
  }

  static void write(Request request, ConnectTarget target, String auditId, OutputStream out)
      throws IOException {
    boolean upgrade = isUpgrade(request);
    long length = request.getLength();
    boolean body = !upgrade && length != 0;
    out.write(
        head(request, target, upgrade ? 0 : length, auditId).getBytes(StandardCharsets.ISO_8859_1));
    if (body) {
      copy(request, length < 0, out);
    }
    out.flush();
  }

  private static String head(Request request, ConnectTarget target, long length, String auditId) {
    var head = new StringBuilder();
    head.append(request.getMethod())
        .append(' ')
        .append(target.path())
        .append(query(request, target));
    head.append(" HTTP/1.1\r\n");
    boolean delegated = target.manner() instanceof Manner.Delegated;
    line(head, "Host", delegated ? target.toString() : host(request));
    Set<String> hops = hops(request);
    for (HttpField field : request.getHeaders()) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      boolean ours =
          LEFT_OUT.contains(name)
              || hops.contains(name)
              || name.startsWith("impersonate-")
              || name.startsWith("x-remote-")
              || name.startsWith(":");
      String value =
          field.getName().equalsIgnoreCase(WebSocketToken.HEADER)
              ? WebSocketToken.without(field.getValue())
              : field.getValue();
      if (!ours && !(value.isEmpty() && !field.getValue().isEmpty())) {
        line(head, field.getName(), value);
      }
    }
    line(head, "Audit-Id", auditId);
    line(head, "X-Forwarded-For", forwardedFor(request));
    manner(head, target);
    framing(head, request, length);
    return head.append("\r\n").toString();
  }

  private static String query(Request request, ConnectTarget target) {
    String given = target.query();
    String own = request.getHttpURI().getQuery();
    return given != null ? given : own == null || own.isEmpty() ? "" : "?" + own;
  }

  /// What the client says is for one connection only.
  private static Set<String> hops(Request request) {
    var hops = new HashSet<String>();
    for (String each : request.getHeaders().getCSV("Connection", false)) {
      hops.add(each.toLowerCase(Locale.ROOT));
    }
    return hops;
  }

  private static String forwardedFor(Request request) {
    String before = String.join(", ", request.getHeaders().getValuesList("X-Forwarded-For"));
    return (before.isEmpty() ? "" : before + ", ") + Request.getRemoteAddr(request);
  }

  private static void manner(StringBuilder head, ConnectTarget target) {
    switch (target.manner()) {
      case Manner.Straight _ -> {}
      case Manner.Proxied(String prefix) -> line(head, "X-Forwarded-Uri", prefix + target.path());
      case Manner.Delegated delegated ->
          delegated
              .headers()
              .forEach((name, values) -> values.forEach(value -> line(head, name, value)));
    }
  }

  private static void framing(StringBuilder head, Request request, long length) {
    if (isUpgrade(request)) {
      line(head, "Connection", "Upgrade");
      line(head, "Upgrade", request.getHeaders().get("Upgrade"));
      return;
    }
    line(head, "Connection", "close");
    if (length > 0) {
      line(head, "Content-Length", Long.toString(length));
    } else if (length < 0) {
      line(head, "Transfer-Encoding", "chunked");
    }
  }

  private static void line(StringBuilder head, String name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }

  private static void copy(Request request, boolean chunked, OutputStream out) throws IOException {
    byte[] some = new byte[16 * 1024];
    try (InputStream in = Content.Source.asInputStream(request)) {
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        if (n > 0 && chunked) {
          out.write((Integer.toHexString(n) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          out.write(some, 0, n);
          out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        } else {
          out.write(some, 0, n);
        }
      }
    }
    if (chunked) {
      out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
  }
}
