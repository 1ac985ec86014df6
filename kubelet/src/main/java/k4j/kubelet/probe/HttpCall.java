package k4j.kubelet.probe;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One HTTP/1.1 GET as probes and hooks make it: any certificate will do, no more than the head of
/// the answer is read.
public final class HttpCall {

  private static final int MAX_LINE = 16 * 1024;
  private static final int MAX_HEADERS = 200;

  private final Supplier<SSLSocketFactory> trustAll;

  /// @param trustAll asked for at the first use: few probes speak TLS
  public HttpCall(Supplier<SSLSocketFactory> trustAll) {
    this.trustAll = trustAll;
  }

  /// Where to ask, and what.
  ///
  /// @param headers with lower-case names; `host` replaces the usual one
  public record Target(
      boolean https, String host, int port, String path, Map<String, String> headers) {

    public Target {
      headers = new TreeMap<>(headers);
    }

    public String url() {
      String shown = host.contains(":") ? "[" + host + "]" : host;
      return (https ? "https" : "http") + "://" + shown + ":" + port + path;
    }
  }

  /// The head of an answer.
  public record Answer(int status, Map<String, String> headers) {

    public Answer {
      headers = Map.copyOf(headers);
    }
  }

  /// @throws IOException whose message is what Go's client would say
  public Answer get(Target target, Duration timeout) throws IOException {
    int millis = (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
    String begin = "Get \"" + target.url() + "\": ";
    try (Socket plain = connect(target.host(), target.port(), millis, begin)) {
      plain.setSoTimeout(millis);
      Socket socket = plain;
      if (target.https()) {
        SSLSocket tls =
            (SSLSocket) trustAll.get().createSocket(plain, target.host(), target.port(), true);
        tls.startHandshake();
        socket = tls;
      }
      socket.getOutputStream().write(request(target));
      socket.getOutputStream().flush();
      return read(new BufferedInputStream(socket.getInputStream()));
    } catch (SocketTimeoutException e) {
      throw new IOException(
          begin + "context deadline exceeded (Client.Timeout exceeded while awaiting headers)", e);
    } catch (GoError e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(begin + e.getMessage(), e);
    }
  }

  private static final class GoError extends IOException {

    private static final long serialVersionUID = 1L;

    GoError(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// Opens a connection, with Go's words where that fails.
  static Socket connect(String host, int port, int millis, String begin) throws IOException {
    Socket socket = new Socket();
    String at = "dial tcp " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port + ": ";
    try {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), millis);
      return socket;
    } catch (SocketTimeoutException e) {
      closeQuietly(socket);
      throw new GoError(begin + at + "i/o timeout", e);
    } catch (ConnectException e) {
      closeQuietly(socket);
      throw new GoError(begin + at + "connect: connection refused", e);
    } catch (NoRouteToHostException e) {
      closeQuietly(socket);
      throw new GoError(begin + at + "connect: no route to host", e);
    } catch (IOException e) {
      closeQuietly(socket);
      throw new GoError(begin + at + e.getMessage(), e);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] request(Target target) {
    StringBuilder out = new StringBuilder();
    out.append("GET ").append(target.path()).append(" HTTP/1.1\r\n");
    String host = target.host().contains(":") ? "[" + target.host() + "]" : target.host();
    Map<String, String> headers = new TreeMap<>(target.headers());
    headers.putIfAbsent("host", host + ":" + target.port());
    headers.putIfAbsent("user-agent", "kube-probe/1.36");
    headers.putIfAbsent("accept", "*/*");
    headers.put("connection", "close");
    headers.values().removeIf(String::isEmpty);
    headers.forEach((name, value) -> out.append(name).append(": ").append(value).append("\r\n"));
    return out.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static Answer read(InputStream in) throws IOException {
    String[] status = line(in).split(" ", 3);
    if (status.length < 2 || !status[0].startsWith("HTTP/")) {
      throw new IOException("malformed HTTP response \"" + String.join(" ", status) + "\"");
    }
    Map<String, String> headers = new TreeMap<>();
    for (int i = 0; i < MAX_HEADERS; i++) {
      String line = line(in);
      int colon = line.indexOf(':');
      if (line.isEmpty() || colon < 0) {
        break;
      }
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    try {
      return new Answer(Integer.parseInt(status[1]), headers);
    } catch (NumberFormatException e) {
      throw new IOException("malformed HTTP status code \"" + status[1] + "\"", e);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder out = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException(out.isEmpty() ? "EOF" : "unexpected EOF");
      }
      if (c != '\r') {
        out.append((char) c);
      }
      if (out.length() > MAX_LINE) {
        throw new IOException("header line is too long");
      }
    }
    return out.toString();
  }
}
