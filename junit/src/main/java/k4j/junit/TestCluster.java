package k4j.junit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import k4j.api.meta.SystemEdge;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.cluster.Cluster;
import k4j.cluster.ClusterConfig;
import k4j.cluster.kubeconfig.Kubeconfigs;
import k4j.kubelet.simulated.SimulatedNodes;
import k4j.kubelet.simulated.Simulation;
import k4j.kubelet.volume.Trees;

/// A whole cluster in this JVM: store in memory, API server, controllers, scheduler, simulated
/// nodes, and a clock that stands still until it is moved.
@SystemEdge
public final class TestCluster implements AutoCloseable {

  private static final Duration RETRY = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path directory;
  private final ClusterClock clock;
  private final Cluster cluster;

  private TestCluster(Path directory, ClusterClock clock, Cluster cluster) {
    this.directory = directory;
    this.clock = clock;
    this.cluster = cluster;
  }

  public static Builder builder() {
    return new Builder(1, Simulation.DEFAULT, Instant.now());
  }

  /// What a cluster shall be like.
  ///
  /// @param nodes how many nodes there are
  /// @param simulation what they are like, and what pods do
  /// @param begin the time on the cluster's clock; certificates of clients that come over HTTPS are
  ///   valid for a year from the machine's own time
  public record Builder(int nodes, Simulation simulation, Instant begin) {

    public Builder withNodes(int number) {
      return new Builder(number, simulation, begin);
    }

    public Builder withSimulation(Simulation other) {
      return new Builder(nodes, other, begin);
    }

    public Builder withBegin(Instant instant) {
      return new Builder(nodes, simulation, instant);
    }

    /// Starts the cluster; returns when all nodes are Ready.
    public TestCluster start() {
      return TestCluster.start(this);
    }
  }

  private static TestCluster start(Builder wanted) {
    var clock = new ClusterClock(wanted.begin());
    var random = new SecureRandom();
    try {
      Path directory = Files.createTempDirectory("k4j-junit-");
      Cluster cluster =
          Cluster.startInMemory(
              directory,
              ClusterConfig.inMemory(wanted.nodes()),
              wanted.simulation(),
              new Surroundings(clock.ofControlPlane(), clock.ofControlPlane(), random),
              new Surroundings(clock.ofNodes(), clock.ofNodes(), random));
      awaitReady(cluster, clock, wanted.nodes());
      return new TestCluster(directory, clock, cluster);
    } catch (IOException e) {
      throw new UncheckedIOException("no folder for the cluster can be made", e);
    }
  }

  /// Whoever was refused because the cluster was not yet whole comes again as the clock goes on.
  private static void awaitReady(Cluster cluster, ClusterClock clock, int nodes) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    clock.settle();
    while (cluster.nodes().size() < nodes || !cluster.nodes().stream().allMatch(Cluster::isReady)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("the nodes are not Ready after " + PATIENCE);
      }
      clock.advance(RETRY);
    }
  }

  public ClusterClock clock() {
    return clock;
  }

  /// The nodes, to let them fail.
  public SimulatedNodes nodes() {
    return cluster.simulatedNodes();
  }

  /// Our own client, as the administrator, without a network between.
  public Client client() {
    return cluster.administrator();
  }

  /// For any client; the API server listens from now on.
  public Kubeconfig kubeconfig() {
    return new Kubeconfig(new String(Kubeconfigs.alone(cluster.access()), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    clock.close();
    cluster.close();
    try {
      Trees.delete(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be deleted", e);
    }
  }
}
