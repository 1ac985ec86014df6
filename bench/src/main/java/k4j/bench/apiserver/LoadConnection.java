package k4j.bench.apiserver;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// One client's HTTPS connection, kept alive: as light as can be, since it shares the server's
/// cores.
public final class LoadConnection implements AutoCloseable {

  private final SSLSocket socket;
  private final InputStream in;
  private final OutputStream out;
  private final String headers;
  private final byte[] room = new byte[64 * 1024];

  LoadConnection(SSLContext tls, int port) throws IOException {
    this(tls, port, Map.of());
  }

  /// @param headers sent with each request, such as one with a token
  public LoadConnection(SSLContext tls, int port, Map<String, String> headers) throws IOException {
    var text = new StringBuilder();
    headers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    this.headers = text.toString();
    socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
    out = socket.getOutputStream();
  }

  /// An answer without its content.
  public record Answer(int status, long length) {}

  Answer send(String method, String path, byte[] body) throws IOException {
    return send(method, path, "application/json", body);
  }

  public Answer send(String method, String path, String contentType, String body)
      throws IOException {
    return send(method, path, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  private Answer send(String method, String path, String contentType, byte[] body)
      throws IOException {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench/1\r\n"
            + headers
            + "Content-Type: "
            + contentType
            + "\r\nAccept: application/json\r\nContent-Length: "
            + body.length
            + "\r\n\r\n";
    byte[] start = head.getBytes(StandardCharsets.US_ASCII);
    byte[] whole = new byte[start.length + body.length];
    System.arraycopy(start, 0, whole, 0, start.length);
    System.arraycopy(body, 0, whole, start.length, body.length);
    out.write(whole);
    out.flush();
    return receive();
  }

  private Answer receive() throws IOException {
    String first = line();
    if (first.length() < 12) {
      throw new EOFException("no answer but \"" + first + "\"");
    }
    int status = Integer.parseInt(first.substring(9, 12));
    long length = 0;
    boolean chunked = false;
    for (String line = line(); !line.isEmpty(); line = line()) {
      String header = line.toLowerCase(Locale.ROOT);
      if (header.startsWith("content-length:")) {
        length = Long.parseLong(line.substring(15).strip());
      }
      chunked |= header.equals("transfer-encoding: chunked");
    }
    if (chunked) {
      return new Answer(status, chunks());
    }
    skip(length);
    return new Answer(status, length);
  }

  private long chunks() throws IOException {
    long all = 0;
    while (true) {
      long size = Long.parseLong(line(), 16);
      skip(size);
      line();
      if (size == 0) {
        return all;
      }
      all += size;
    }
  }

  private void skip(long length) throws IOException {
    for (long left = length; left > 0; ) {
      int n = in.read(room, 0, (int) Math.min(room.length, left));
      if (n < 0) {
        throw new EOFException("the answer ended early");
      }
      left -= n;
    }
  }

  private String line() throws IOException {
    var line = new StringBuilder(64);
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended");
      }
      if (b != '\r') {
        line.append((char) b);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
