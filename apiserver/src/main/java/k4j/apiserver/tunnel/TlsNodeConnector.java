package k4j.apiserver.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import k4j.apiserver.request.ConnectTarget;

/// Connects by TCP, with TLS where the target speaks it. What pods and services show for a
/// certificate is nobody's business here, as in Kubernetes.
public final class TlsNodeConnector implements NodeConnector {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final SSLContext kubelets;
  private final SSLContext others;

  /// @param kubelets shows the API server's client certificate and knows the kubelets' authority
  public TlsNodeConnector(SSLContext kubelets) {
    this.kubelets = kubelets;
    others = trusting();
  }

  private static SSLContext trusting() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new AnyServer()}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no TLS", e);
    }
  }

  @Override
  public Socket connect(ConnectTarget target) throws IOException {
    var plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(target.host(), target.port()), (int) PATIENCE.toMillis());
      plain.setTcpNoDelay(true);
      return target.secure() ? secured(plain, target) : plain;
    } catch (IOException broken) {
      plain.close();
      throw broken;
    }
  }

  private Socket secured(Socket plain, ConnectTarget target) throws IOException {
    SSLContext context = target.kubelet() ? kubelets : others;
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, target.host(), target.port(), true);
    socket.startHandshake();
    return socket;
  }
}
