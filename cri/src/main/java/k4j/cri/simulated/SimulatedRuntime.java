package k4j.cri.simulated;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
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
import k4j.cri.embedded.network.Cidr;
import k4j.cri.runtime.RuntimeCondition;
import k4j.cri.runtime.RuntimeConfig;
import k4j.cri.runtime.RuntimeHandler;
import k4j.cri.runtime.RuntimeStatus;
import k4j.cri.runtime.RuntimeVersion;
import k4j.cri.sandbox.NamespaceMode;
import k4j.cri.sandbox.PodSandbox;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxFilter;
import k4j.cri.sandbox.PodSandboxState;
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

/// The runtime of one simulated node. Nothing runs: a container is a record that changes when its
/// time has come on the clock it is given.
public final class SimulatedRuntime implements RuntimeService {

  private static final int KILLED = 137;
  private static final int TERMINATED = 143;

  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final RandomGenerator random;
  private final Behaviours behaviours;
  private final Events events;
  private final SimulatedImages images;
  private final SimulatedNetwork network = new SimulatedNetwork();
  private final Map<String, SimulatedSandbox> sandboxes = new ConcurrentHashMap<>();
  private final Map<String, SimulatedContainer> containers = new ConcurrentHashMap<>();

  public SimulatedRuntime(
      InstantSource clock,
      ScheduledExecutorService timer,
      RandomGenerator random,
      Behaviours behaviours) {
    this.clock = clock;
    this.timer = timer;
    this.random = random;
    this.behaviours = behaviours;
    events = new Events(clock);
    images = new SimulatedImages(clock);
  }

  public ImageService images() {
    return images;
  }

  /// Whether a probe finds the container well.
  public boolean ready(String containerId) {
    SimulatedContainer container = containers.get(containerId);
    return container != null && container.ready(clock.instant());
  }

  /// Sees to it that the container's log is in its file.
  public void openLog(String containerId) {
    container(containerId).log().open();
  }

  /// Ends a running container, as a crash does.
  public void crash(String containerId, int exitCode) {
    end(containerId, exitCode, "Error");
  }

  /// Ends all that runs, as the loss of power does.
  public void powerLoss() {
    containers.keySet().forEach(id -> end(id, KILLED, "Error"));
    sandboxes.keySet().forEach(this::stopPodSandbox);
  }

  private String nextId() {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public RuntimeVersion version() {
    return new RuntimeVersion("0.1.0", "k4j-simulated", "0.1.0", "v1");
  }

  @Override
  public RuntimeStatus status() {
    return new RuntimeStatus(
        List.of(
            new RuntimeCondition(RuntimeCondition.RUNTIME_READY, true, "", ""),
            new RuntimeCondition(RuntimeCondition.NETWORK_READY, true, "", "")),
        List.of(new RuntimeHandler("", false, false)),
        Map.of());
  }

  @Override
  public void updateRuntimeConfig(RuntimeConfig config) {
    Cidr.first(config.podCidr()).ifPresent(network::use);
  }

  /// Every handler is known: what runs is a simulation in any case.
  @Override
  public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
    String id = nextId();
    boolean ofNode =
        config.linux().securityContext().namespaceOptions().network() == NamespaceMode.NODE;
    List<String> ips = ofNode ? List.of() : List.of(network.take());
    sandboxes.put(
        id, new SimulatedSandbox(id, config, PodSandboxState.SANDBOX_READY, clock.instant(), ips));
    publish(id, id, ContainerEvent.Type.CONTAINER_STARTED_EVENT);
    return id;
  }

  @Override
  public void stopPodSandbox(String podSandboxId) {
    containersOf(podSandboxId).forEach(c -> end(c.id(), KILLED, "Error"));
    SimulatedSandbox before = sandboxes.get(podSandboxId);
    if (before != null && before.state() == PodSandboxState.SANDBOX_READY) {
      sandboxes.computeIfPresent(podSandboxId, (_, sandbox) -> sandbox.stopped());
      before.ips().forEach(network::release);
      publish(podSandboxId, podSandboxId, ContainerEvent.Type.CONTAINER_STOPPED_EVENT);
    }
  }

  @Override
  public void removePodSandbox(String podSandboxId) {
    stopPodSandbox(podSandboxId);
    containersOf(podSandboxId).forEach(c -> removeContainer(c.id()));
    sandboxes.remove(podSandboxId);
  }

  private List<SimulatedContainer> containersOf(String sandbox) {
    return containers.values().stream().filter(c -> c.podSandboxId().equals(sandbox)).toList();
  }

  private SimulatedSandbox sandbox(String id) {
    return Optional.ofNullable(sandboxes.get(id))
        .orElseThrow(() -> CriException.notFound("sandbox \"" + id + "\": not found"));
  }

  @Override
  public PodSandboxStatus podSandboxStatus(String podSandboxId) {
    return sandbox(podSandboxId).status();
  }

  @Override
  public List<PodSandbox> listPodSandbox(PodSandboxFilter filter) {
    return sandboxes.values().stream()
        .map(SimulatedSandbox::listed)
        .filter(filter::matches)
        .toList();
  }

  @Override
  public String createContainer(
      String podSandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig) {
    PodSandboxConfig pod = sandbox(podSandboxId).config();
    String id = nextId();
    Behaviour behaviour = behaviours.of(pod, config.metadata().name());
    Path log = Path.of(pod.logDirectory()).resolve(config.logPath());
    containers.put(
        id,
        new SimulatedContainer(
            id,
            podSandboxId,
            config,
            config.resources(),
            behaviour,
            new SimulatedLog(log),
            clock.instant(),
            Optional.empty(),
            Optional.empty(),
            0,
            ""));
    publish(id, podSandboxId, ContainerEvent.Type.CONTAINER_CREATED_EVENT);
    return id;
  }

  private SimulatedContainer container(String id) {
    return Optional.ofNullable(containers.get(id))
        .orElseThrow(() -> CriException.notFound("container \"" + id + "\": not found"));
  }

  @Override
  public void startContainer(String containerId) {
    SimulatedContainer container = container(containerId);
    if (container.state() != ContainerState.CONTAINER_CREATED) {
      throw CriException.precondition("container is in " + container.state() + " state");
    }
    Behaviour behaviour = container.behaviour();
    pause(behaviour.startTime());
    if (!behaviour.startError().isEmpty()) {
      end(containerId, 128, "StartError");
      throw new CriException(CriException.Code.UNKNOWN, behaviour.startError());
    }
    containers.computeIfPresent(
        containerId,
        (_, c) -> c.state() == ContainerState.CONTAINER_CREATED ? c.started(clock.instant()) : c);
    container.log().line(clock.instant(), "simulated container started");
    behaviour.log().forEach(line -> container.log().line(clock.instant(), line));
    publish(containerId, container.podSandboxId(), ContainerEvent.Type.CONTAINER_STARTED_EVENT);
    behaviour
        .runTime()
        .ifPresent(time -> {
          int code = behaviour.exitCode(container.config().metadata().attempt());
          later(time, () -> end(containerId, code, code == 0 ? "Completed" : "Error"));
        });
  }

  private void later(Duration time, Runnable task) {
    var _ = timer.schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void pause(Duration time) {
    if (!time.isPositive()) {
      return;
    }
    try {
      timer.schedule(() -> {}, time.toNanos(), TimeUnit.NANOSECONDS).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CriException(CriException.Code.UNAVAILABLE, "interrupted", e);
    } catch (ExecutionException | RejectedExecutionException e) {
      throw new CriException(CriException.Code.UNAVAILABLE, "the simulation has ended", e);
    }
  }

  private void end(String id, int code, String reason) {
    SimulatedContainer before = containers.get(id);
    if (before == null || before.state() == ContainerState.CONTAINER_EXITED) {
      return;
    }
    containers.computeIfPresent(
        id, (_, c) -> c.finishedAt().isPresent() ? c : c.finished(clock.instant(), code, reason));
    before.log().line(clock.instant(), "simulated container ended with exit code " + code);
    publish(id, before.podSandboxId(), ContainerEvent.Type.CONTAINER_STOPPED_EVENT);
  }

  /// It ends well when it is asked to, unless the time is over before.
  @Override
  public void stopContainer(String containerId, Duration timeout) {
    SimulatedContainer container = containers.get(containerId);
    if (container == null || container.state() != ContainerState.CONTAINER_RUNNING) {
      return;
    }
    Duration needed = container.behaviour().stopTime();
    boolean killed = timeout.isZero() || needed.compareTo(timeout) > 0;
    pause(killed ? timeout : needed);
    int code = killed ? KILLED : container.behaviour().runTime().isPresent() ? TERMINATED : 0;
    end(containerId, code, code == 0 ? "Completed" : "Error");
  }

  @Override
  public void removeContainer(String containerId) {
    end(containerId, KILLED, "Error");
    SimulatedContainer removed = containers.remove(containerId);
    if (removed != null) {
      removed.log().delete();
      publish(containerId, removed.podSandboxId(), ContainerEvent.Type.CONTAINER_DELETED_EVENT);
    }
  }

  @Override
  public List<Container> listContainers(ContainerFilter filter) {
    return containers.values().stream()
        .map(SimulatedContainer::listed)
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
    containers.computeIfPresent(containerId, (_, c) -> c.resized(resources));
  }

  @Override
  public void updatePodSandboxResources(
      String podSandboxId, LinuxContainerResources overhead, LinuxContainerResources resources) {
    sandbox(podSandboxId);
  }

  @Override
  public void reopenContainerLog(String containerId) {
    openLog(containerId);
  }

  /// What hooks run succeeds: there is nothing that it could fail at.
  @Override
  public ExecSyncResult execSync(String containerId, List<String> command, Duration timeout) {
    container(containerId);
    return new ExecSyncResult(new byte[0], new byte[0], 0);
  }

  @Override
  public StreamSession exec(ExecRequest request) {
    throw noProcess();
  }

  @Override
  public StreamSession attach(AttachRequest request) {
    throw noProcess();
  }

  @Override
  public PortStream portForward(String podSandboxId, int port) {
    throw noProcess();
  }

  private static CriException noProcess() {
    return new CriException(
        CriException.Code.UNIMPLEMENTED,
        "this container is simulated: it has no process, no streams and no ports");
  }

  @Override
  public ContainerStats containerStats(String containerId) {
    return container(containerId).stats(clock.instant());
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
    return SimulatedStats.of(sandbox(podSandboxId), containersOf(podSandboxId), clock.instant());
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
    SimulatedSandbox of = sandboxes.get(sandbox);
    events.publish(id, sandbox, of == null ? "" : of.config().metadata().uid(), type);
  }
}
