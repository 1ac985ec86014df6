package k4j.apiserver.webhook;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.webhook.ServiceResolver.HostPort;

/// A connection to a server that carries one request after the other.
final class Connection implements Closeable {

  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket plain;
  private final OutputStream out;
  private final BufferedInputStream in;
  private Instant idleSince = Instant.MAX;

  private Connection(Socket plain, Socket socket) throws IOException {
    this.plain = plain;
    out = socket.getOutputStream();
    in = new BufferedInputStream(socket.getInputStream());
  }

  static Connection open(Upstream upstream, HostPort peer, Deadline deadline) throws IOException {
    var plain = new Socket();
    try {
      deadline.guard(plain);
      plain.connect(
          new InetSocketAddress(InetAddress.getByName(peer.host()), peer.port()), PATIENCE_MILLIS);
      plain.setTcpNoDelay(true);
      SSLContext tls = upstream.tls();
      return new Connection(
          plain, tls == null ? plain : secured(plain, tls, upstream.serverName(), peer));
    } catch (IOException | RuntimeException broken) {
      plain.close();
      throw broken;
    }
  }

  private static Socket secured(Socket plain, SSLContext tls, String serverName, HostPort peer)
      throws IOException {
    var socket =
        (SSLSocket) tls.getSocketFactory().createSocket(plain, serverName, peer.port(), true);
    if (ValueFormats.address(serverName) == null) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(serverName)));
      socket.setSSLParameters(parameters);
    }
    socket.startHandshake();
    return socket;
  }

  Socket socket() {
    return plain;
  }

  OutputStream out() {
    return out;
  }

  InputStream in() {
    return in;
  }

  void restAt(Instant now) {
    idleSince = now;
  }

  Instant idleSince() {
    return idleSince;
  }

  /// Without a farewell, which could block.
  @Override
  public void close() throws IOException {
    plain.close();
  }
}
