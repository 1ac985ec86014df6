package k4j.apiserver.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import k4j.apiserver.request.ConnectTarget;
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
          "te",
          "upgrade",
          "x-forwarded-for");

  private UpstreamRequest() {}

  static boolean isUpgrade(Request request) {
    String connection = request.getHeaders().get("Connection");
    return connection != null
        && connection.toLowerCase(Locale.ROOT).contains("upgrade")
        && request.getHeaders().get("Upgrade") != null;
  }

  static void write(Request request, ConnectTarget target, OutputStream out) throws IOException {
    boolean upgrade = isUpgrade(request);
    long length = request.getLength();
    boolean body = !upgrade && length != 0;
    out.write(head(request, target, upgrade, length).getBytes(StandardCharsets.ISO_8859_1));
    if (body) {
      copy(request, length < 0, out);
    }
    out.flush();
  }

  private static String head(Request request, ConnectTarget target, boolean upgrade, long length) {
    String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
    var head = new StringBuilder();
    head.append(request.getMethod()).append(' ').append(target.pathAndQuery());
    head.append(" HTTP/1.1\r\n");
    line(head, "Host", host + ":" + target.port());
    for (HttpField field : request.getHeaders()) {
      String name = field.getName().toLowerCase(Locale.ROOT);
      if (!LEFT_OUT.contains(name) && !name.startsWith("impersonate-")) {
        line(head, field.getName(), field.getValue());
      }
    }
    line(head, "X-Forwarded-For", Request.getRemoteAddr(request));
    if (upgrade) {
      line(head, "Connection", "Upgrade");
      line(head, "Upgrade", request.getHeaders().get("Upgrade"));
    } else {
      line(head, "Connection", "close");
      if (length > 0) {
        line(head, "Content-Length", Long.toString(length));
      } else if (length < 0) {
        line(head, "Transfer-Encoding", "chunked");
      }
    }
    return head.append("\r\n").toString();
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
