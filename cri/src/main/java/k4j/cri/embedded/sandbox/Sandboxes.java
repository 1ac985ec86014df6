package k4j.cri.embedded.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.cri.CriException;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.embedded.cgroup.Cgroups;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.Mounts;
import k4j.cri.embedded.linux.Netlink;
import k4j.cri.embedded.linux.OwnThread;
import k4j.cri.embedded.linux.Sysctl;
import k4j.cri.embedded.network.HostPorts;
import k4j.cri.embedded.network.PodNetwork;
import k4j.cri.embedded.state.Node;
import k4j.cri.embedded.state.ProcessId;
import k4j.cri.embedded.state.SandboxRecord;
import k4j.cri.embedded.state.StateStore;
import k4j.cri.sandbox.LinuxPodSandboxConfig;
import k4j.cri.sandbox.NamespaceMode;
import k4j.cri.sandbox.NamespaceOption;
import k4j.cri.sandbox.PodSandboxConfig;

/// The sandboxes of this node. Calls about one and the same sandbox must not overlap; their caller
/// sees to that.
public final class Sandboxes {
  private static final int SIGKILL = 9;
  private final Node node;
  private final StateStore store;
  private final Cgroups cgroups;
  private final PodNetwork network;
  private final HostPorts hostPorts;
  private final Map<String, SandboxRecord> sandboxes = new ConcurrentHashMap<>();

  public Sandboxes(Node node, PodNetwork network, HostPorts hostPorts) {
    this.node = node;
    this.store = node.store();
    this.cgroups = node.cgroups();
    this.network = network;
    this.hostPorts = hostPorts;
  }

  public List<SandboxRecord> all() {
    return List.copyOf(sandboxes.values());
  }

  public Optional<SandboxRecord> find(String id) {
    return Optional.ofNullable(sandboxes.get(id));
  }

  public SandboxRecord get(String id) {
    return find(id)
        .orElseThrow(() ->
            CriException.notFound(
                "an error occurred when try to find sandbox \"" + id + "\": not found"));
  }

  public SandboxFiles files(String id) {
    return new SandboxFiles(store.sandbox(id));
  }

  public static String hostname(PodSandboxConfig config) throws IOException {
    boolean own = !config.hostname().isEmpty();
    return own ? config.hostname() : Sysctl.read("kernel.hostname");
  }

  public SandboxRecord run(String id, PodSandboxConfig config, String handler) throws IOException {
    String cgroup = cgroup(config);
    Path directory = Files.createDirectories(store.sandbox(id));
    Files.createDirectories(directory.resolve("shm"));
    try {
      cgroups.create(cgroup + "/" + id);
      cgroups.apply(cgroup, config.linux().resources());
      String hostname = hostname(config);
      Started started = start(id, config, hostname, directory);
      for (Path file : cgroups.joinFiles(cgroup + "/" + id)) {
        Files.writeString(file, Long.toString(started.pause().pid()));
      }
      SandboxRecord record =
          new SandboxRecord(
              id,
              config,
              handler,
              node.clock().instant(),
              cgroup,
              started.ips(),
              Optional.of(started.pause()),
              true);
      sandboxes.put(id, record);
      files(id).write(config, hostname, started.ips());
      store.save(record);
      hostPorts.open(record);
      return record;
    } catch (IOException | RuntimeException e) {
      Optional<SandboxRecord> half = Optional.ofNullable(sandboxes.remove(id));
      dismantle(
          half.orElseGet(() ->
              new SandboxRecord(
                  id,
                  config,
                  handler,
                  node.clock().instant(),
                  cgroup,
                  List.of(),
                  Optional.empty(),
                  false)));
      StateStore.delete(directory);
      throw e;
    }
  }

  private String cgroup(PodSandboxConfig config) {
    String parent = config.linux().cgroupParent();
    return parent.isEmpty() ? node.cgroupRoot() + "/pod" + config.metadata().uid() : parent;
  }

  /// The process that holds the namespaces, and the addresses of the new network.
  private record Started(ProcessId pause, List<String> ips) {}

  private Started start(String id, PodSandboxConfig config, String hostname, Path directory)
      throws IOException {
    LinuxPodSandboxConfig linux = config.linux();
    NamespaceOption namespaces = linux.securityContext().namespaceOptions();
    boolean ownNetwork = namespaces.network() != NamespaceMode.NODE;
    boolean ownIpc = namespaces.ipc() != NamespaceMode.NODE;
    return OwnThread.run(
        "k4j-sandbox",
        () -> {
          try (Netlink host = Netlink.open()) {
            int flags = Kernel.CLONE_FS | Kernel.CLONE_NEWNS;
            flags |= ownNetwork ? Kernel.CLONE_NEWNET | Kernel.CLONE_NEWUTS : 0;
            flags |= ownIpc ? Kernel.CLONE_NEWIPC : 0;
            Kernel.unshare(flags);
            Mounts.propagation("/", Mounts.MS_SLAVE | Mounts.MS_REC);
            List<String> ips = List.of();
            if (ownNetwork) {
              Kernel.setHostname(hostname);
              ips = network.attach(id, host);
            }
            for (Map.Entry<String, String> sysctl : linux.sysctls().entrySet()) {
              Sysctl.write(sysctl.getKey(), sysctl.getValue());
            }
            boolean sharedPid = namespaces.pid() == NamespaceMode.POD;
            return new Started(Pause.start(directory, sharedPid, node.children()), ips);
          }
        });
  }

  /// Changes the limits of the sandbox's whole group.
  public void update(String id, LinuxContainerResources resources) throws IOException {
    SandboxRecord record = get(id);
    if (!record.ready()) {
      throw CriException.precondition("sandbox \"" + id + "\" is not running");
    }
    cgroups.apply(record.cgroup(), resources);
    SandboxRecord changed = record.with(resources);
    sandboxes.put(id, changed);
    store.save(changed);
  }

  /// Stops what holds the sandbox; its containers must be dead.
  public SandboxRecord stop(SandboxRecord record) throws IOException {
    hostPorts.close(record.id());
    dismantle(record);
    SandboxRecord stopped = record.stopped();
    sandboxes.put(record.id(), stopped);
    store.save(stopped);
    return stopped;
  }

  public void remove(SandboxRecord record) throws IOException {
    StateStore.delete(store.sandbox(record.id()));
    sandboxes.remove(record.id());
  }

  private void dismantle(SandboxRecord record) throws IOException {
    if (record.pause().isPresent()) {
      record.pause().get().signal(SIGKILL);
    }
    String own = record.cgroup() + "/" + record.id();
    cgroups.kill(own);
    if (!record.hostNetwork()) {
      network.detach(record.id());
    }
    RemovedCgroup.await(cgroups, own);
    if (cgroups.children(record.cgroup()).isEmpty()) {
      RemovedCgroup.await(cgroups, record.cgroup());
    }
  }

  /// Takes over what a process before us left: a sandbox is ready as long as the process that holds
  /// it lives.
  public void adopt() throws IOException {
    for (SandboxRecord record : store.sandboxes()) {
      boolean alive = record.ready() && record.pause().map(ProcessId::isAlive).orElse(false);
      sandboxes.put(record.id(), record);
      if (record.ready() && !alive) {
        stop(record);
      } else if (alive) {
        hostPorts.open(record);
      }
    }
  }
}
