package k4j.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One request as it goes over the wire.
final class Shot {

  private final String method;
  private final String target;
  private final List<String> headers;
  private final byte[] body;

  /// @param target path and query, already encoded
  /// @param headers whole lines
  Shot(String method, String target, List<String> headers, byte[] body) {
    this.method = method;
    this.target = target;
    this.headers = List.copyOf(headers);
    this.body = body;
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  /// Whether the answer may have no end.
  boolean stream() {
    return target.contains("watch") || target.contains("follow");
  }

  byte[] bytes() {
    var head = new StringBuilder(256);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    var out = new ByteArrayOutputStream();
    out.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(body);
    return out.toByteArray();
  }

  @Override
  public String toString() {
    String text = new String(body, 0, Math.min(body.length, 2000), StandardCharsets.ISO_8859_1);
    return method + " " + target + "\n  " + headers + "\n  " + text.replaceAll("\\p{Cntrl}", "?");
  }
}
