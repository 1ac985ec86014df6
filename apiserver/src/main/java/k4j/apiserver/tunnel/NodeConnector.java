package k4j.apiserver.tunnel;

import java.io.IOException;
import java.net.Socket;
import k4j.apiserver.request.ConnectTarget;

/// Opens connections to kubelets, pods and services.
@FunctionalInterface
public interface NodeConnector {

  /// A connected socket, past the TLS handshake where the target is secure. To a kubelet it shows
  /// the API server's client certificate.
  Socket connect(ConnectTarget target) throws IOException;
}
