package k4j.apiserver.tunnel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.request.ConnectTarget.Peer;
import k4j.apiserver.upstream.ClientTls;

/// Connects by TCP, with TLS where the target speaks it. What pods and services show for a
/// certificate is nobody's business here, as in Kubernetes.
public final class TlsNodeConnector implements NodeConnector {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final KeyManager[] NO_KEYS = {};

  private final SSLContext kubelets;
  private final SSLContext others;
  private final List<KeyManager> frontProxy;
  private final Map<Peer.Extension, SSLContext> extensions = new ConcurrentHashMap<>();

  /// @param kubelets shows the API server's client certificate and knows the kubelets' authority
  /// @param frontProxy what the API server shows to extension API servers
  public TlsNodeConnector(SSLContext kubelets, List<KeyManager> frontProxy) {
    this.kubelets = kubelets;
    this.frontProxy = List.copyOf(frontProxy);
    others = ClientTls.trusting(NO_KEYS);
  }

  @Override
  public Socket connect(ConnectTarget target) throws IOException {
    var plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(target.host(), target.port()), (int) PATIENCE.toMillis());
      plain.setTcpNoDelay(true);
      return switch (target.peer()) {
        case Peer.Plain _ -> plain;
        case Peer.Anybody _ -> secured(plain, target, others);
        case Peer.Kubelet _ -> secured(plain, target, kubelets);
        case Peer.Extension extension -> secured(plain, extension);
      };
    } catch (IOException broken) {
      plain.close();
      throw broken;
    }
  }

  private static Socket secured(Socket plain, ConnectTarget target, SSLContext context)
      throws IOException {
    var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(plain, target.host(), target.port(), true);
    socket.startHandshake();
    return socket;
  }

  private Socket secured(Socket plain, Peer.Extension extension) throws IOException {
    var socket =
        (SSLSocket)
            context(extension)
                .getSocketFactory()
                .createSocket(plain, extension.serverName(), plain.getPort(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(extension.serverName())));
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private SSLContext context(Peer.Extension extension) throws IOException {
    SSLContext known = extensions.get(extension);
    if (known != null) {
      return known;
    }
    KeyManager[] keys = frontProxy.toArray(KeyManager[]::new);
    SSLContext made;
    try {
      made =
          extension.insecure()
              ? ClientTls.trusting(keys)
              : ClientTls.context(extension.caBundle(), extension.serverName(), keys);
    } catch (CertificateException unreadable) {
      throw new IOException(unreadable.getMessage(), unreadable);
    }
    extensions.put(extension, made);
    return made;
  }
}
