package k4j.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.json.JsonWriter;
import k4j.api.meta.SystemEdge;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.cluster.certificates.ClusterCertificates;
import k4j.cluster.control.ControlFailure;
import k4j.cluster.control.ControlServer;
import k4j.cluster.foundation.Foundation;
import k4j.cluster.kubeconfig.ClusterAccess;
import k4j.cluster.kubeconfig.Kubeconfigs;
import k4j.cluster.log.Component;
import k4j.cluster.log.ComponentLogProvider;
import k4j.cluster.log.LogFile;
import k4j.cluster.profile.PrivateFile;
import k4j.cluster.profile.Profile;
import k4j.cluster.profile.ProfileHome;
import k4j.cluster.profile.RunningCluster;
import k4j.controllers.ControllerManager;
import k4j.controllers.Settings;
import k4j.kubelet.simulated.SimulatedNodes;
import k4j.kubelet.simulated.Simulation;
import k4j.scheduler.Scheduler;
import k4j.scheduler.config.SchedulerConfig;
import org.jspecify.annotations.Nullable;

/// A whole cluster in this process: the only place that makes components. It starts them in order
/// and ends them in reverse.
@SystemEdge
public final class Cluster implements AutoCloseable {

  private final Parts parts;
  private final ControlPlane controlPlane;
  private final @Nullable LocalNode node;
  private final @Nullable SimulatedPart simulated;
  private final ClusterConfig config;

  private Cluster(
      Parts parts,
      ControlPlane controlPlane,
      @Nullable LocalNode node,
      @Nullable SimulatedPart simulated,
      ClusterConfig config) {
    this.parts = parts;
    this.controlPlane = controlPlane;
    this.node = node;
    this.simulated = simulated;
    this.config = config;
  }

  /// Starts a cluster on this machine.
  ///
  /// @throws ClusterFailure with a sentence for the user; nothing that was begun is left running
  public static Cluster start(Profile profile, ClusterConfig config, Progress progress) {
    var parts = new Parts();
    return starting(
        parts,
        () -> {
          Surroundings surroundings = surroundings(profile, parts);
          SchedulerConfig scheduling = SchedulerFlags.read(config.server());
          LocalNode node = LocalNode.open(profile, config, surroundings, parts);
          ControlPlane controlPlane = ControlPlane.start(profile, config, surroundings, parts);
          progress.done("API server on " + controlPlane.access().server());
          Addons.ensure(controlPlane, config);
          var components = new SystemComponents(surroundings);
          components.joined(Component.ETCD, "control-plane");
          components.joined(Component.KUBE_APISERVER, "control-plane");
          components.own(
              Component.KUBE_CONTROLLER_MANAGER,
              "control-plane",
              () -> controllers(controlPlane, surroundings));
          components.own(
              Component.KUBE_SCHEDULER,
              "control-plane",
              () -> scheduler(controlPlane, surroundings, scheduling));
          components.own(Component.KUBE_PROXY, "node", () -> node.proxy(controlPlane));
          components.own(Component.COREDNS, "node", () -> node.dns(controlPlane));
          components.own(
              Component.STORAGE_PROVISIONER, "node", () -> node.provisioner(controlPlane));
          parts.add(components);
          node.start(controlPlane, components, parts);
          Thread.ofVirtual()
              .name("metrics-start")
              .start(() -> parts.add(node.metrics(controlPlane)));
          return new Cluster(parts, controlPlane, node, null, config);
        });
  }

  /// Starts a cluster whose nodes are all simulated.
  ///
  /// @throws ClusterFailure as [#start]
  public static Cluster startSimulated(Profile profile, ClusterConfig config, Progress progress) {
    Simulation simulation = config.simulated().simulation();
    var parts = new Parts();
    return starting(
        parts,
        () -> {
          Surroundings surroundings = surroundings(profile, parts);
          ControlPlane controlPlane = ControlPlane.start(profile, config, surroundings, parts);
          progress.done("API server on " + controlPlane.access().server());
          SchedulerConfig scheduling = SchedulerFlags.read(config.server());
          Addons.ensure(controlPlane, config);
          parts.add(controllers(controlPlane, surroundings));
          parts.add(scheduler(controlPlane, surroundings, scheduling));
          SimulatedPart simulated =
              SimulatedPart.start(profile, config, simulation, controlPlane, surroundings, parts);
          simulated.nodes().add("node", config.simulated().nodes());
          progress.done("Nodes: %d simulated".formatted(config.simulated().nodes()));
          return new Cluster(parts, controlPlane, null, simulated, config);
        });
  }

  /// Starts a cluster whose nodes are all simulated and whose store is in memory. The API server
  /// listens from when its address is first asked for.
  ///
  /// @param directory for keys, and for logs that somebody reads
  /// @param around the control plane
  /// @param aroundNodes what the nodes take from outside
  /// @throws ClusterFailure as [#start]
  public static Cluster startInMemory(
      Path directory,
      ClusterConfig config,
      Simulation simulation,
      Surroundings around,
      Surroundings aroundNodes) {
    var parts = new Parts();
    return starting(
        parts,
        () -> {
          Profile profile = new ProfileHome(directory).profile(config.nodeName());
          var certificates = new ClusterCertificates(profile.pki(), InstantSource.system());
          Foundation foundation = Foundation.inMemory(certificates, around);
          ControlPlane plane = ControlPlane.start(profile, foundation, config, around, parts);
          SchedulerConfig scheduling = SchedulerFlags.read(config.server());
          Addons.ensure(plane, config);
          parts.add(controllers(plane, around));
          parts.add(scheduler(plane, around, scheduling));
          SimulatedPart simulated =
              SimulatedPart.start(profile, config, simulation, plane, aroundNodes, parts);
          simulated.nodes().add("node", config.simulated().nodes());
          return new Cluster(parts, plane, null, simulated, config);
        });
  }

  /// Starts a cluster without a node on this machine.
  ///
  /// @throws ClusterFailure as [#start]
  public static Cluster startControlPlane(
      Profile profile, ClusterConfig config, Progress progress) {
    var parts = new Parts();
    return starting(
        parts,
        () -> {
          Surroundings surroundings = surroundings(profile, parts);
          ControlPlane controlPlane = ControlPlane.start(profile, config, surroundings, parts);
          SchedulerConfig scheduling = SchedulerFlags.read(config.server());
          progress.done("API server on " + controlPlane.access().server());
          parts.add(controllers(controlPlane, surroundings));
          parts.add(scheduler(controlPlane, surroundings, scheduling));
          return new Cluster(parts, controlPlane, null, null, config);
        });
  }

  /// Starts store and API server alone: nothing acts on what is written.
  ///
  /// @throws ClusterFailure as [#start]
  public static Cluster startApiServer(Profile profile, ClusterConfig config, Progress progress) {
    var parts = new Parts();
    return starting(
        parts,
        () -> {
          Surroundings surroundings = surroundings(profile, parts);
          ControlPlane controlPlane = ControlPlane.start(profile, config, surroundings, parts);
          progress.done("API server on " + controlPlane.access().server());
          return new Cluster(parts, controlPlane, null, null, config);
        });
  }

  /// Ends what was begun where a start fails.
  private static Cluster starting(Parts parts, Supplier<Cluster> start) {
    try {
      return start.get();
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static Surroundings surroundings(Profile profile, Parts parts) {
    openLog(profile, parts);
    var timer =
        parts.add(
            new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("timer-", 0).factory()));
    // What is due later is of no use to parts that have ended; waiting for it would hold up the
    // end.
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return new Surroundings(InstantSource.system(), timer, new SecureRandom());
  }

  private static void openLog(Profile profile, Parts parts) {
    try {
      Files.createDirectories(profile.logs());
      LogFile log = parts.add(LogFile.open(profile.logs().resolve("node.log")));
      ComponentLogProvider.router().attach(Component.NODE, log);
    } catch (IOException e) {
      throw new ClusterFailure(
          "the log in %s cannot be written: %s".formatted(profile.logs(), e.getMessage()), e);
    }
  }

  private static AutoCloseable controllers(ControlPlane controlPlane, Surroundings surroundings) {
    var manager =
        new ControllerManager(
            new Client(controlPlane.transport(ControllerManager.USER)),
            controlPlane::serviceAccount,
            surroundings,
            Settings.of(controlPlane.access().authorityPem())
                .withKeys(controlPlane.signingAuthority(), controlPlane.secretTokens()),
            controlPlane.builtin());
    manager.start();
    return manager;
  }

  private static AutoCloseable scheduler(
      ControlPlane controlPlane, Surroundings surroundings, SchedulerConfig config) {
    var scheduler =
        new Scheduler(new Client(controlPlane.transport(Scheduler.USER)), surroundings, config);
    scheduler.start();
    return scheduler;
  }

  /// Tells the machine's `k4j` of this cluster, and takes its commands.
  ///
  /// @throws ClusterFailure where that cannot be written
  public void announce(Profile profile) {
    var process = ProcessHandle.current();
    var self =
        new RunningCluster(
            process.pid(),
            RunningCluster.startOf(process.pid()),
            access().server(),
            runtime(),
            config.nodeName());
    try {
      PrivateFile.write(profile.kubeconfig(), Kubeconfigs.alone(access()));
      parts.add(
          ControlServer.start(profile.socket(), new Controls(this, self, profile.name()).list()));
      PrivateFile.write(profile.description(), JsonWriter.toBytes(self.json()));
      parts.add(() -> Files.deleteIfExists(profile.description()));
    } catch (IOException e) {
      throw new ClusterFailure(
          "%s cannot be written: %s".formatted(profile.directory(), e.getMessage()), e);
    }
  }

  /// Waits until the node is Ready and the system pods run.
  ///
  /// @throws ClusterFailure that says what is missing
  public void awaitReady(Duration patience) {
    if (simulated != null) {
      simulated.await(config.simulated().nodes(), Instant.now().plus(patience));
      return;
    }
    var readiness = new Readiness(controlPlane.administrator(), config.nodeName());
    readiness.await(Instant.now().plus(patience));
  }

  /// Whether a node can take pods.
  public static boolean isReady(Node node) {
    return Readiness.isReady(node);
  }

  /// The nodes, for `k4j status`.
  public List<Node> nodes() {
    return controlPlane.administrator().on(Kinds.NODES).list();
  }

  /// The container runtime's name and version.
  public String runtime() {
    if (simulated != null) {
      return "k4j-simulated://0.1.0";
    }
    var version = node().runtime().runtime().version();
    return version.runtimeName() + "://" + version.runtimeVersion();
  }

  /// Waits a moment for what another part is about to do.
  static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(20));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What a kubeconfig needs.
  public ClusterAccess access() {
    return controlPlane.access();
  }

  /// A client that may do everything.
  public Client administrator() {
    return controlPlane.administrator();
  }

  /// The nodes that are simulated.
  ///
  /// @throws IllegalStateException where none are
  public SimulatedNodes simulatedNodes() {
    if (simulated == null) {
      throw new IllegalStateException("the nodes of this cluster are not simulated");
    }
    return simulated.nodes();
  }

  /// The node of this machine.
  LocalNode node() {
    if (simulated != null) {
      throw new ControlFailure("the nodes of this cluster are simulated and hold no images.");
    }
    if (node == null) {
      throw new IllegalStateException("this cluster has no node on this machine");
    }
    return node;
  }

  @Override
  public void close() {
    parts.close();
  }
}
