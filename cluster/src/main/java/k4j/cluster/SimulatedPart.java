package k4j.cluster;

import java.time.Instant;
import java.util.List;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.meta.SystemEdge;
import k4j.apiserver.request.ConnectTarget;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.cluster.certificates.Identity;
import k4j.cluster.certificates.TlsContexts;
import k4j.cluster.profile.Profile;
import k4j.kubelet.simulated.SimulatedNodes;
import k4j.kubelet.simulated.Simulation;

/// The simulated nodes of a cluster, and the API server's way to them.
@SystemEdge
final class SimulatedPart {

  private final ControlPlane controlPlane;
  private final SimulatedNodes nodes;

  private SimulatedPart(ControlPlane controlPlane, SimulatedNodes nodes) {
    this.controlPlane = controlPlane;
    this.nodes = nodes;
  }

  static SimulatedPart start(
      Profile profile,
      ClusterConfig config,
      Simulation simulation,
      ControlPlane controlPlane,
      Surroundings surroundings,
      Parts parts) {
    var nodes =
        parts.add(
            new SimulatedNodes(
                new SimulatedNodes.Services(
                    name -> new Client(controlPlane.transport(user(name), "system:nodes")),
                    controlPlane.administrator(),
                    surroundings,
                    name ->
                        new KubeletAccess(controlPlane.transport(user(name), "system:nodes"), name),
                    () -> {
                      Identity identity =
                          controlPlane
                              .certificates()
                              .kubeletServer("simulated", List.of("127.0.0.1"));
                      return TlsContexts.server(
                          () -> identity,
                          List.of(controlPlane.certificates().authority().certificate()));
                    },
                    profile.kubelet(),
                    List.of(config.dnsAddress())),
                simulation));
    controlPlane
        .routes()
        .lead(target ->
            target.peer() instanceof ConnectTarget.Peer.Kubelet
                ? nodes
                    .served(target.host())
                    .map(host -> moved(target, host, nodes.port()))
                    .orElse(target)
                : target);
    nodes.start();
    return new SimulatedPart(controlPlane, nodes);
  }

  private static String user(String node) {
    return "system:node:" + node;
  }

  private static ConnectTarget moved(ConnectTarget target, String host, int port) {
    return new ConnectTarget(
        target.peer(), host, port, target.path(), target.query(), target.manner());
  }

  SimulatedNodes nodes() {
    return nodes;
  }

  /// Waits until that many nodes are Ready.
  ///
  /// @throws ClusterFailure where the time is over before
  void await(int number, Instant until) {
    while (true) {
      List<Node> all = controlPlane.administrator().on(Kinds.NODES).list();
      long ready = all.stream().filter(Readiness::isReady).count();
      if (ready >= number) {
        return;
      }
      if (Instant.now().isAfter(until)) {
        throw new ClusterFailure(
            "the cluster is not ready in time: %d of %d nodes are Ready; see 'k4j logs'."
                .formatted(ready, number));
      }
      Cluster.pause();
    }
  }
}
