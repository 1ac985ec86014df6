package k4j.cri.inprocess;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import k4j.cri.CriException;
import k4j.cri.ImageService;
import k4j.cri.RuntimeService;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerEvent;
import k4j.cri.container.ContainerEventListener;
import k4j.cri.container.ContainerFilter;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.embedded.Events;
import k4j.cri.embedded.stream.PodPort;
import k4j.cri.runtime.RuntimeCondition;
import k4j.cri.runtime.RuntimeConfig;
import k4j.cri.runtime.RuntimeHandler;
import k4j.cri.runtime.RuntimeStatus;
import k4j.cri.runtime.RuntimeVersion;
import k4j.cri.sandbox.PodSandbox;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxFilter;
import k4j.cri.sandbox.PodSandboxStatus;
import k4j.cri.stats.ContainerStats;
import k4j.cri.stats.ContainerStatsFilter;
import k4j.cri.stats.PodSandboxStats;
import k4j.cri.stats.PodSandboxStatsFilter;
import k4j.cri.stream.AttachRequest;
import k4j.cri.stream.ExecRequest;
import k4j.cri.stream.ExecSyncResult;
import k4j.cri.stream.PortStream;
import k4j.cri.stream.StreamSession;

/// A runtime whose containers are components of this process, registered by name. A sandbox is only
/// a record here; a container runs the component that has its name, and logs to its CRI log file.
public final class InProcessRuntime implements RuntimeService {
  /// The runtime handler that pods of components name.
  public static final String HANDLER = "in-process";

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Events events;
  private final Map<String, Component> components = new ConcurrentHashMap<>();
  private final Map<String, ComponentLog> logs = new ConcurrentHashMap<>();
  private final Map<String, PodSandboxStatus> sandboxes = new ConcurrentHashMap<>();
  private final Map<String, PodSandboxConfig> configs = new ConcurrentHashMap<>();
  private final Map<String, InProcessContainer> containers = new ConcurrentHashMap<>();

  public InProcessRuntime(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
    this.events = new Events(clock);
  }

  public void register(String name, Component component) {
    components.put(name, component);
  }

  /// Where a component logs; also before it is registered or its container started.
  public ComponentLog log(String name) {
    return logs.computeIfAbsent(name, _ -> new ComponentLog());
  }

  /// The images `k4j.local/NAME` of registered components.
  public ImageService images() {
    return new InProcessImages(() -> Set.copyOf(components.keySet()), clock);
  }

  private String nextId() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public RuntimeVersion version() {
    return new RuntimeVersion("0.1.0", "k4j-in-process", "0.1.0", "v1");
  }

  @Override
  public RuntimeStatus status() {
    return new RuntimeStatus(
        List.of(
            new RuntimeCondition(RuntimeCondition.RUNTIME_READY, true, "", ""),
            new RuntimeCondition(RuntimeCondition.NETWORK_READY, true, "", "")),
        List.of(new RuntimeHandler(HANDLER, false, false)),
        Map.of());
  }

  @Override
  public void updateRuntimeConfig(RuntimeConfig config) {}

  @Override
  public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
    String id = nextId();
    sandboxes.put(id, InProcessSandboxes.ready(id, config, clock.instant()));
    configs.put(id, config);
    publish(id, id, ContainerEvent.Type.CONTAINER_STARTED_EVENT);
    return id;
  }

  @Override
  public void stopPodSandbox(String podSandboxId) {
    containersOf(podSandboxId).forEach(c -> stopContainer(c.id(), Duration.ofSeconds(1)));
    if (sandboxes.computeIfPresent(podSandboxId, (_, s) -> InProcessSandboxes.stopped(s)) != null) {
      publish(podSandboxId, podSandboxId, ContainerEvent.Type.CONTAINER_STOPPED_EVENT);
    }
  }

  @Override
  public void removePodSandbox(String podSandboxId) {
    stopPodSandbox(podSandboxId);
    containersOf(podSandboxId).forEach(c -> removeContainer(c.id()));
    sandboxes.remove(podSandboxId);
    configs.remove(podSandboxId);
  }

  private List<InProcessContainer> containersOf(String sandbox) {
    return containers.values().stream().filter(c -> c.podSandboxId().equals(sandbox)).toList();
  }

  @Override
  public void updatePodSandboxResources(
      String podSandboxId, LinuxContainerResources overhead, LinuxContainerResources resources) {
    podSandboxStatus(podSandboxId);
  }

  @Override
  public PodSandboxStatus podSandboxStatus(String podSandboxId) {
    return Optional.ofNullable(sandboxes.get(podSandboxId))
        .orElseThrow(() -> CriException.notFound("sandbox \"" + podSandboxId + "\": not found"));
  }

  @Override
  public List<PodSandbox> listPodSandbox(PodSandboxFilter filter) {
    return sandboxes.values().stream()
        .map(InProcessSandboxes::listed)
        .filter(filter::matches)
        .toList();
  }

  @Override
  public String createContainer(
      String podSandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig) {
    podSandboxStatus(podSandboxId);
    String name = config.metadata().name();
    if (!components.containsKey(name)) {
      throw CriException.notFound("no component \"" + name + "\" in this process");
    }
    String id = nextId();
    PodSandboxConfig pod = configs.getOrDefault(podSandboxId, sandboxConfig);
    String log = Path.of(pod.logDirectory()).resolve(config.logPath()).toString();
    containers.put(id, InProcessContainer.created(id, podSandboxId, config, log, clock.instant()));
    publish(id, podSandboxId, ContainerEvent.Type.CONTAINER_CREATED_EVENT);
    return id;
  }

  private InProcessContainer container(String id) {
    return Optional.ofNullable(containers.get(id))
        .orElseThrow(() -> CriException.notFound("container \"" + id + "\": not found"));
  }

  private Component component(InProcessContainer container) {
    return Optional.ofNullable(components.get(container.component()))
        .orElseThrow(() -> CriException.notFound("no component " + container.component()));
  }

  @Override
  public void startContainer(String containerId) {
    InProcessContainer container = container(containerId);
    if (container.state() != ContainerState.CONTAINER_CREATED) {
      throw CriException.precondition("container is in " + container.state() + " state");
    }
    try {
      log(container.component()).open(Path.of(container.logPath()));
      Instant since = component(container).start((code, text) -> ended(containerId, code, text));
      change(containerId, c -> c.started(since));
      publish(containerId, container.podSandboxId(), ContainerEvent.Type.CONTAINER_STARTED_EVENT);
    } catch (IOException | RuntimeException e) {
      ended(containerId, 1, String.valueOf(e.getMessage()));
      throw new CriException(
          CriException.Code.UNKNOWN,
          "failed to start component " + container.component() + ": " + e.getMessage(),
          e);
    }
  }

  private void change(String id, UnaryOperator<InProcessContainer> change) {
    containers.computeIfPresent(id, (_, c) -> change.apply(c));
  }

  private void ended(String id, int code, String message) {
    InProcessContainer before = containers.get(id);
    if (before == null || before.state() == ContainerState.CONTAINER_EXITED) {
      return;
    }
    change(id, c -> c.finishedAt().isPresent() ? c : c.finished(clock.instant(), code, message));
    publish(id, before.podSandboxId(), ContainerEvent.Type.CONTAINER_STOPPED_EVENT);
  }

  @Override
  public void stopContainer(String containerId, Duration timeout) {
    InProcessContainer container = containers.get(containerId);
    if (container != null && container.state() == ContainerState.CONTAINER_RUNNING) {
      component(container).stop(timeout);
      ended(containerId, 0, "");
    }
  }

  @Override
  public void removeContainer(String containerId) {
    stopContainer(containerId, Duration.ZERO);
    InProcessContainer removed = containers.remove(containerId);
    if (removed != null) {
      publish(containerId, removed.podSandboxId(), ContainerEvent.Type.CONTAINER_DELETED_EVENT);
    }
  }

  @Override
  public List<Container> listContainers(ContainerFilter filter) {
    return containers.values().stream()
        .map(InProcessContainer::listed)
        .filter(filter::matches)
        .toList();
  }

  @Override
  public ContainerStatus containerStatus(String containerId) {
    return container(containerId).status();
  }

  @Override
  public void updateContainerResources(String containerId, LinuxContainerResources resources) {
    container(containerId);
  }

  @Override
  public void reopenContainerLog(String containerId) {
    try {
      log(container(containerId).component()).reopen();
    } catch (IOException e) {
      throw CriException.internal("failed to reopen the log: " + e.getMessage(), e);
    }
  }

  @Override
  public ExecSyncResult execSync(String containerId, List<String> command, Duration timeout) {
    throw noProcess();
  }

  @Override
  public StreamSession exec(ExecRequest request) {
    throw noProcess();
  }

  @Override
  public StreamSession attach(AttachRequest request) {
    throw noProcess();
  }

  private static CriException noProcess() {
    return new CriException(
        CriException.Code.UNIMPLEMENTED,
        "this container is a component inside the k4j process and has no process of its own");
  }

  /// Components listen on the node itself.
  @Override
  public PortStream portForward(String podSandboxId, int port) {
    podSandboxStatus(podSandboxId);
    try {
      return PodPort.connect(OptionalLong.empty(), port);
    } catch (IOException e) {
      throw new CriException(CriException.Code.UNKNOWN, String.valueOf(e.getMessage()), e);
    }
  }

  /// What a component uses cannot be told apart from the rest of the process.
  @Override
  public ContainerStats containerStats(String containerId) {
    ContainerConfig config = container(containerId).config();
    return new ContainerStats(
        containerId,
        config.metadata(),
        config.labels(),
        config.annotations(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public List<ContainerStats> listContainerStats(ContainerStatsFilter filter) {
    return listContainers(
            new ContainerFilter(
                filter.id(), filter.podSandboxId(), Optional.empty(), filter.labels()))
        .stream()
        .map(c -> containerStats(c.id()))
        .toList();
  }

  @Override
  public PodSandboxStats podSandboxStats(String podSandboxId) {
    PodSandboxStatus sandbox = podSandboxStatus(podSandboxId);
    return new PodSandboxStats(
        podSandboxId,
        sandbox.metadata(),
        sandbox.labels(),
        sandbox.annotations(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        0,
        containersOf(podSandboxId).stream().map(c -> containerStats(c.id())).toList());
  }

  @Override
  public List<PodSandboxStats> listPodSandboxStats(PodSandboxStatsFilter filter) {
    return listPodSandbox(new PodSandboxFilter(filter.id(), Optional.empty(), filter.labels()))
        .stream()
        .map(s -> podSandboxStats(s.id()))
        .toList();
  }

  @Override
  public Subscription containerEvents(ContainerEventListener listener) {
    return events.subscribe(listener);
  }

  private void publish(String id, String sandbox, ContainerEvent.Type type) {
    PodSandboxConfig config = configs.get(sandbox);
    events.publish(id, sandbox, config == null ? "" : config.metadata().uid(), type);
  }
}
