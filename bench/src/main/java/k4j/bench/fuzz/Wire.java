package k4j.bench.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// A client that sends any bytes at all over HTTP/1.1, and opens a new connection where the old one
/// ended.
final class Wire implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 20_000;
  private static final int STREAM_MILLIS = 5;

  private final SSLContext tls;
  private final int port;
  private @Nullable SSLSocket socket;
  private @Nullable Shot last;
  private InputStream in = InputStream.nullInputStream();

  Wire(SSLContext tls, int port) {
    this.tls = tls;
    this.port = port;
  }

  /// @throws IOException where the server gave no answer, or only a part of one
  Reply send(Shot shot) throws IOException {
    SSLSocket open = connected();
    boolean ended = true;
    last = shot;
    try {
      open.setSoTimeout(PATIENCE_MILLIS);
      open.getOutputStream().write(shot.bytes());
      open.getOutputStream().flush();
      Reply reply = receive(open, shot);
      while (reply.status() == 100) {
        reply = receive(open, shot);
      }
      ended = !reply.whole() || reply.status() == 101 || closes(reply);
      return reply;
    } finally {
      if (ended) {
        close();
      }
    }
  }

  /// What the connection carried last; null where it is new.
  @Nullable Shot last() {
    return socket == null ? null : last;
  }

  private static boolean closes(Reply reply) {
    return reply.header("connection").equalsIgnoreCase("close");
  }

  private SSLSocket connected() throws IOException {
    SSLSocket known = socket;
    if (known == null) {
      known = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
      known.setTcpNoDelay(true);
      in = new BufferedInputStream(known.getInputStream(), 64 * 1024);
      socket = known;
    }
    return known;
  }

  private Reply receive(SSLSocket open, Shot shot) throws IOException {
    String first = line();
    if (!first.matches("HTTP/1\\.1 \\d{3}.*")) {
      throw new IOException("no status line: " + first);
    }
    int status = Integer.parseInt(first.substring(9, 12));
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (a, b) -> a + ", " + b);
    }
    var body = new ByteArrayOutputStream();
    boolean whole = true;
    boolean none =
        shot.method().equals("HEAD") || status == 204 || status == 304 || status / 100 == 1;
    if (none) {
      return new Reply(status, headers, body.toByteArray(), true);
    }
    boolean stream = shot.stream() && status == 200;
    try {
      if (stream) {
        open.setSoTimeout(STREAM_MILLIS);
      }
      whole = body(headers, body);
    } catch (SocketTimeoutException e) {
      if (!stream) {
        throw e;
      }
      whole = false;
    }
    return new Reply(status, headers, body.toByteArray(), whole);
  }

  private boolean body(Map<String, String> headers, ByteArrayOutputStream body) throws IOException {
    String length = headers.get("content-length");
    if (length != null) {
      copy(Integer.parseInt(length), body);
      return true;
    }
    if (!headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
      body.writeBytes(in.readAllBytes());
      return false;
    }
    for (int size = chunk(); size > 0; size = chunk()) {
      copy(size, body);
      line();
    }
    line();
    return true;
  }

  private int chunk() throws IOException {
    return Integer.parseInt(line().strip(), 16);
  }

  private void copy(int length, ByteArrayOutputStream out) throws IOException {
    byte[] bytes = in.readNBytes(length);
    out.writeBytes(bytes);
    if (bytes.length < length) {
      throw new EOFException("the answer ended after %d of %d".formatted(bytes.length, length));
    }
  }

  private String line() throws IOException {
    var line = new ByteArrayOutputStream(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended within a line");
      }
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    SSLSocket known = socket;
    socket = null;
    if (known != null) {
      known.close();
    }
  }
}
