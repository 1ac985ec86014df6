package k4j.kubelet.simulated;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import k4j.api.json.JsonObject;
import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.client.informer.Handler;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;
import k4j.cri.simulated.SimulatedRuntime;
import k4j.kubelet.Kubelet;
import k4j.kubelet.config.KubeletSettings;
import k4j.kubelet.config.NodeFiles;
import k4j.kubelet.config.NodePaths;
import k4j.kubelet.node.MachineFacts;
import k4j.kubelet.pod.Pods;
import k4j.kubelet.reference.ConfigObjects;
import k4j.kubelet.server.Access;
import k4j.kubelet.server.KubeletServer;
import k4j.kubelet.server.ServedNode;
import org.jspecify.annotations.Nullable;

/// Nodes by the thousand in one process. Each has a kubelet of its own on a simulated runtime; they
/// share one watch of pods, of services and of nodes, and one server for their APIs.
///
/// A node with the annotation `simulated.k4j.io/failed` loses its kubelet until the annotation is
/// gone: its containers run on unheard of, or end where the annotation says `power`.
public final class SimulatedNodes implements AutoCloseable {

  /// Of a node: it fails as long as it has this.
  public static final String FAILED = "simulated.k4j.io/failed";

  /// How many nodes there can be.
  public static final int MOST = SimulatedAddresses.MOST;

  private static final String POWER = "power";

  private final Services services;
  private final Simulation simulation;
  private final Informers informers;
  private final Informer<Unstructured> all;
  private final NodePods pods;
  private final Informer<Unstructured> known;
  private final ConfigObjects config;
  private @Nullable KubeletServer server;
  private final AtomicInteger count = new AtomicInteger();
  private final Map<String, SimulatedNode> nodes = new ConcurrentHashMap<>();
  private final Map<String, String> byLoopback = new ConcurrentHashMap<>();
  private final Set<String> annotated = ConcurrentHashMap.newKeySet();

  /// @param clients of nodes, by name
  /// @param all may read all pods, services, nodes, ConfigMaps and Secrets
  /// @param access to a node's API, by the node's name
  /// @param tls of the APIs, asked for when one is first called
  /// @param directory for the logs of those containers whose log is read
  /// @param clusterDns the address of the cluster's DNS, or none
  public record Services(
      Function<String, Client> clients,
      Client all,
      Surroundings surroundings,
      Function<String, Access> access,
      Supplier<SSLContext> tls,
      Path directory,
      List<String> clusterDns) {

    public Services {
      clusterDns = List.copyOf(clusterDns);
    }
  }

  public SimulatedNodes(Services services, Simulation simulation) {
    this.services = services;
    this.simulation = simulation;
    informers = new Informers(services.all(), services.surroundings());
    all = informers.of(Pods.POD);
    pods = new NodePods(all);
    known = informers.of(Pods.SERVICE);
    config = new ConfigObjects(services.all(), services.surroundings(), this::wake);
  }

  private void wake(String podUid) {
    for (SimulatedNode node : nodes.values()) {
      Kubelet kubelet = node.kubelet();
      if (kubelet != null) {
        kubelet.wake(podUid);
      }
    }
  }

  /// Begins to listen and to watch. Nodes may be added before or after.
  public void start() {
    informers.of(Pods.NODE).handle(Handler.each(this::look));
    informers.start();
  }

  /// Adds nodes `PREFIX-0`, `PREFIX-1`, … up to a number of them.
  public void add(String prefix, int number) {
    for (int i = 0; i < number; i++) {
      add(prefix + "-" + i, Map.of());
    }
  }

  /// Adds a node.
  ///
  /// @throws IllegalArgumentException where there is one of that name
  public void add(String name, Map<String, String> labels) {
    int index = count.getAndIncrement();
    if (index >= SimulatedAddresses.MOST) {
      throw new IllegalArgumentException(
          "a cluster has at most " + SimulatedAddresses.MOST + " simulated nodes");
    }
    Surroundings surroundings = services.surroundings();
    SimulatedRuntime runtime =
        new SimulatedRuntime(
            surroundings.clock(),
            surroundings.timer(),
            surroundings.random(),
            new PodBehaviours(simulation.rules(), all::get));
    KubeletSettings settings = settings(name, index, labels);
    var node = new SimulatedNode(runtime, () -> kubelet(settings, runtime));
    if (nodes.putIfAbsent(name, node) != null) {
      throw new IllegalArgumentException("there is a node " + name);
    }
    byLoopback.put(SimulatedAddresses.loopback(SimulatedAddresses.node(index)), name);
    node.start();
  }

  private KubeletSettings settings(String name, int index, Map<String, String> labels) {
    Map<String, String> all = new TreeMap<>(labels);
    all.put("type", "simulated");
    List<String> zones = simulation.zones();
    if (!zones.isEmpty()) {
      all.putIfAbsent("topology.kubernetes.io/zone", zones.get(index % zones.size()));
    }
    Path root = services.directory().resolve(name);
    return new KubeletSettings(
        name,
        new NodePaths(root, root.resolve("logs"), NodeFiles.NONE),
        all,
        List.of(),
        List.of(SimulatedAddresses.node(index)),
        SimulatedAddresses.pods(index),
        services.clusterDns(),
        "cluster.local",
        "",
        "",
        0,
        List.of());
  }

  private Kubelet kubelet(KubeletSettings settings, SimulatedRuntime runtime) {
    String name = settings.nodeName();
    var host =
        new SharedHost(machine(name), settings.paths(), runtime, pods.of(name), known, config);
    return new Kubelet(
        settings,
        new Kubelet.Services(
            services.clients().apply(name),
            runtime,
            runtime.images(),
            services.surroundings(),
            services.tls(),
            services.access().apply(name)),
        host);
  }

  private MachineFacts machine(String name) {
    String id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    return new MachineFacts(
        simulation.cpus(),
        simulation.memoryBytes(),
        simulation.storageBytes(),
        "amd64",
        id,
        "simulated",
        id.replace("-", ""),
        id,
        "k4j simulated node");
  }

  private Optional<ServedNode> at(String address) {
    return Optional.ofNullable(byLoopback.get(address))
        .flatMap(name -> Optional.ofNullable(nodes.get(name)))
        .flatMap(node -> Optional.ofNullable(node.kubelet()))
        .map(Kubelet::served);
  }

  /// Where on the loopback the API of the node with this address is served; empty where it is none
  /// of these nodes. The port is [#port].
  public Optional<String> served(String nodeAddress) {
    String loopback = SimulatedAddresses.loopback(nodeAddress);
    return byLoopback.containsKey(loopback) ? Optional.of(loopback) : Optional.empty();
  }

  /// The port that all APIs are served at, from the first time that this is asked.
  public synchronized int port() {
    KubeletServer serving = server;
    if (serving == null) {
      serving = new KubeletServer("0.0.0.0", 0, services.tls().get(), this::at);
      serving.start();
      server = serving;
    }
    return serving.port();
  }

  /// The runtime of a node, to crash containers.
  ///
  /// @throws IllegalArgumentException where there is no such node
  public SimulatedRuntime runtime(String node) {
    return node(node).runtime();
  }

  private SimulatedNode node(String name) {
    SimulatedNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException("there is no simulated node " + name);
    }
    return node;
  }

  private void look(Unstructured object) {
    SimulatedNode node = nodes.get(object.name());
    if (node == null) {
      return;
    }
    JsonObject annotations = object.json().object("metadata").object("annotations");
    boolean fails = annotations.has(FAILED);
    boolean changed = fails ? annotated.add(object.name()) : annotated.remove(object.name());
    if (!changed) {
      return;
    }
    boolean power = annotations.string(FAILED).equals(POWER);
    Thread.ofVirtual()
        .name("simulated-" + object.name())
        .start(() -> {
          if (fails) {
            fail(object.name(), power);
          } else {
            recover(object.name());
          }
        });
  }

  /// Whether the node has its kubelet.
  public boolean runs(String name) {
    return node(name).kubelet() != null;
  }

  /// Stops a node's kubelet, as a broken network does.
  ///
  /// @param power whether its containers end, too
  public void fail(String name, boolean power) {
    SimulatedNode node = node(name);
    node.stop();
    pods.leave(name);
    if (power) {
      node.runtime().powerLoss();
    }
  }

  /// Starts a node's kubelet again.
  public void recover(String name) {
    node(name).start();
  }

  private synchronized void closeServer() {
    if (server != null) {
      server.close();
    }
  }

  @Override
  public void close() {
    closeServer();
    for (SimulatedNode node : nodes.values()) {
      node.stop();
    }
    informers.close();
    config.close();
  }
}
