package k4j.bench.fuzz;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import k4j.api.json.JsonObject;
import k4j.api.meta.SystemEdge;
import k4j.cluster.Cluster;
import k4j.cluster.ClusterConfig;
import k4j.cluster.certificates.ClusterCertificates;
import k4j.cluster.certificates.TlsContexts;
import k4j.cluster.profile.Profile;

/// The cluster's own API server in this process, with everything but controllers, and the way to it
/// for an administrator.
@SystemEdge
final class Target implements AutoCloseable {

  private final Cluster cluster;
  private final int port;
  private final SSLContext tls;

  Target(Path folder) throws IOException {
    var profile = new Profile("fuzz", folder);
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    JsonObject settings =
        JsonObject.builder().put("nodeAddress", address()).put("apiserverPort", port).build();
    var config = ClusterConfig.of(settings, ClusterConfig.defaults("fuzz"));
    cluster = Cluster.startApiServer(profile, config, _ -> {});
    var certificates = new ClusterCertificates(profile.pki(), InstantSource.system());
    var administrator = certificates.administrator();
    tls = TlsContexts.client(() -> administrator, List.of(certificates.authority().certificate()));
  }

  /// An address of this machine that a Service's endpoints may have.
  private static String address() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(each -> each instanceof Inet4Address && !each.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElseThrow(() -> new IOException("this machine has no address but loopback"));
  }

  Wire connect() {
    return new Wire(tls, port);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
