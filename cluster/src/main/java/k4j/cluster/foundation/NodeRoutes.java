package k4j.cluster.foundation;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.function.UnaryOperator;
import k4j.apiserver.request.ConnectTarget;
import k4j.apiserver.tunnel.NodeConnector;
import k4j.apiserver.tunnel.TlsNodeConnector;
import k4j.cluster.certificates.ClusterCertificates;
import k4j.cluster.certificates.Identity;
import k4j.cluster.certificates.TlsContexts;

/// The API server's way to kubelets, which leads to another place where nodes are not where they
/// say.
public final class NodeRoutes implements NodeConnector {

  private final NodeConnector connector;
  private volatile UnaryOperator<ConnectTarget> route = UnaryOperator.identity();

  public NodeRoutes(ClusterCertificates certificates) {
    Identity identity = certificates.apiServerKubeletClient();
    connector =
        new TlsNodeConnector(
            TlsContexts.client(() -> identity, List.of(certificates.authority().certificate())),
            List.of(TlsContexts.keys(certificates::frontProxyClient)));
  }

  public void lead(UnaryOperator<ConnectTarget> to) {
    route = to;
  }

  @Override
  public Socket connect(ConnectTarget target) throws IOException {
    return connector.connect(route.apply(target));
  }
}
