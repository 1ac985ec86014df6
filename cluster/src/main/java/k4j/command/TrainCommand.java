package k4j.command;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import k4j.api.transport.Request;
import k4j.client.https.HttpsTransport;
import k4j.client.https.ServerAccess;
import k4j.cluster.Cluster;
import k4j.cluster.ClusterConfig;
import k4j.cluster.ClusterFailure;
import k4j.cluster.NodeRemains;
import k4j.cluster.ServerFlags;
import k4j.cluster.SimulatedChoice;
import k4j.cluster.kubeconfig.ClusterAccess;
import k4j.cluster.preflight.Preflight;
import k4j.cluster.profile.Profile;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// Walks the way that every start walks, so that the JDK can record it for the AOT cache. The build
/// runs it in a folder of its own; nobody else needs it. Where a machine gives no root it walks as
/// far as it may: the control plane.
final class TrainCommand implements Command {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("train").mixinStandardHelpOptions(true);
    spec.usageMessage().description("Record a start for the AOT cache (the build does this).");
    spec.usageMessage().hidden(true);
    return spec;
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    Profile profile = session.home().profile("train" + ProcessHandle.current().pid());
    boolean whole = new Preflight(session.environment()).machine().isEmpty();
    var config =
        new ClusterConfig(
            "train",
            whole ? "" : "127.0.0.1",
            freePort(),
            freePort(),
            "10.243.255.0/24",
            "10.111.250.0/24",
            ServerFlags.NONE,
            SimulatedChoice.NONE);
    Preflight.folder(profile.directory()).ifPresent(session.terminal()::warning);
    try (Cluster cluster =
        whole
            ? Cluster.start(profile, config, session.terminal()::done)
            : Cluster.startControlPlane(profile, config, session.terminal()::done)) {
      if (whole) {
        cluster.announce(profile);
        cluster.awaitReady(PATIENCE);
      }
      ask(cluster.access());
    } catch (ClusterFailure e) {
      throw new CommandFailure(e.getMessage());
    } finally {
      if (whole) {
        new NodeRemains(profile, config).remove();
      }
    }
    return 0;
  }

  /// The requests that a first kubectl makes, over TLS.
  private static void ask(ClusterAccess access) {
    ServerAccess server =
        ServerAccess.of(URI.create(access.server()), access.authorityPem())
            .withCertificate(access.certificatePem(), access.keyPem());
    try (var transport = new HttpsTransport(server, "k4j-training")) {
      for (String path : List.of("/api", "/apis", "/version", "/api/v1/pods", "/api/v1/nodes")) {
        transport.send(Request.get(path, Map.of()));
      }
    }
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new CommandFailure("no port is free: %s.".formatted(e.getMessage()));
    }
  }
}
