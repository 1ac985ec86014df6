package k4j.cri.embedded;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerEvent;
import k4j.cri.container.ContainerEventListener;
import k4j.cri.container.ContainerFilter;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.embedded.network.Cidr;
import k4j.cri.embedded.state.ContainerRecord;
import k4j.cri.embedded.state.ProcessId;
import k4j.cri.embedded.state.SandboxRecord;
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

/// The embedded runtime's `RuntimeService`: checks what is asked, and hands it to the parts.
final class EmbeddedRuntime implements RuntimeService {
  private static final String VERSION = "0.1.0";
  private final Parts parts;
  private final Ids ids;

  EmbeddedRuntime(Parts parts, Ids ids) {
    this.parts = parts;
    this.ids = ids;
  }

  @Override
  public RuntimeVersion version() {
    return new RuntimeVersion("0.1.0", "k4j", VERSION, "v1");
  }

  @Override
  public RuntimeStatus status() {
    boolean network = parts.network().isReady();
    Map<String, String> info = new LinkedHashMap<>();
    info.put("launcher", parts.launcher().description());
    info.put("cgroups", parts.node().cgroups().version());
    info.put("podCidr", parts.network().cidr().orElse(""));
    info.put("masquerade", parts.network().masquerading());
    info.put("hostImage", Boolean.toString(parts.config().hostImage()));
    return new RuntimeStatus(
        List.of(
            new RuntimeCondition(RuntimeCondition.RUNTIME_READY, true, "", ""),
            network
                ? new RuntimeCondition(RuntimeCondition.NETWORK_READY, true, "", "")
                : new RuntimeCondition(
                    RuntimeCondition.NETWORK_READY,
                    false,
                    "NetworkPluginNotReady",
                    "Network plugin returns error: cni plugin not initialized")),
        List.of(new RuntimeHandler("", false, false)),
        info);
  }

  @Override
  public void updateRuntimeConfig(RuntimeConfig config) {
    if (config.podCidr().isBlank()) {
      return;
    }
    Cidr cidr =
        Cidr.first(config.podCidr())
            .orElseThrow(
                () -> CriException.invalid("no IPv4 pod CIDR in \"" + config.podCidr() + "\""));
    Set<String> sandboxes =
        parts.sandboxes().all().stream()
            .filter(SandboxRecord::ready)
            .map(SandboxRecord::id)
            .collect(Collectors.toSet());
    Guarded.run(
        "failed to set up the pod network", () -> parts.network().configure(cidr, sandboxes));
  }

  @Override
  public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
    if (!runtimeHandler.isEmpty()) {
      throw CriException.notFound("no runtime for \"" + runtimeHandler + "\" is configured");
    }
    if (config.metadata().name().isEmpty() || config.metadata().uid().isEmpty()) {
      throw CriException.invalid("sandbox config must include metadata");
    }
    String id = ids.next();
    SandboxRecord record =
        Guarded.call(
            "failed to start sandbox \"" + id + "\"",
            () -> parts.sandboxes().run(id, config, runtimeHandler));
    publish(record, ContainerEvent.Type.CONTAINER_CREATED_EVENT);
    publish(record, ContainerEvent.Type.CONTAINER_STARTED_EVENT);
    return id;
  }

  private void publish(SandboxRecord record, ContainerEvent.Type type) {
    parts.events().publish(record.id(), record.id(), record.config().metadata().uid(), type);
  }

  @Override
  public void stopPodSandbox(String podSandboxId) {
    parts
        .sandboxes()
        .find(podSandboxId)
        .filter(SandboxRecord::ready)
        .ifPresent(record ->
            Guarded.run(
                "failed to stop sandbox \"" + podSandboxId + "\"",
                () -> {
                  for (ContainerRecord container : containersOf(podSandboxId)) {
                    parts.containers().stop(container.id(), Duration.ZERO);
                  }
                  parts.sandboxes().stop(record);
                  publish(record, ContainerEvent.Type.CONTAINER_STOPPED_EVENT);
                }));
  }

  private List<ContainerRecord> containersOf(String podSandboxId) {
    return parts.containers().all().stream()
        .filter(c -> c.podSandboxId().equals(podSandboxId))
        .toList();
  }

  @Override
  public void removePodSandbox(String podSandboxId) {
    stopPodSandbox(podSandboxId);
    parts
        .sandboxes()
        .find(podSandboxId)
        .ifPresent(record ->
            Guarded.run(
                "failed to remove sandbox \"" + podSandboxId + "\"",
                () -> {
                  for (ContainerRecord container : containersOf(podSandboxId)) {
                    removeContainer(container.id());
                  }
                  parts.sandboxes().remove(record);
                  parts.stats().forget(record.cgroup());
                  publish(record, ContainerEvent.Type.CONTAINER_DELETED_EVENT);
                }));
  }

  @Override
  public void updatePodSandboxResources(
      String podSandboxId, LinuxContainerResources overhead, LinuxContainerResources resources) {
    Guarded.run(
        "failed to update resources", () -> parts.sandboxes().update(podSandboxId, resources));
  }

  @Override
  public PodSandboxStatus podSandboxStatus(String podSandboxId) {
    SandboxRecord record = parts.sandboxes().get(podSandboxId);
    boolean alive = record.pause().map(ProcessId::isAlive).orElse(false);
    return (alive || !record.ready() ? record : record.stopped()).status();
  }

  @Override
  public List<PodSandbox> listPodSandbox(PodSandboxFilter filter) {
    return parts.sandboxes().all().stream()
        .map(SandboxRecord::listed)
        .filter(filter::matches)
        .toList();
  }

  @Override
  public String createContainer(
      String podSandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig) {
    SandboxRecord sandbox = parts.sandboxes().get(podSandboxId);
    if (!sandbox.ready()) {
      throw CriException.precondition("sandbox \"" + podSandboxId + "\" is not running");
    }
    String id = ids.next();
    Guarded.run(
        "failed to create container \"" + id + "\"",
        () ->
            parts
                .containers()
                .create(id, sandbox, config, parts.images().content(config.image().image())));
    return id;
  }

  @Override
  public void startContainer(String containerId) {
    Guarded.run(
        "failed to start container \"" + containerId + "\"",
        () -> parts.containers().start(containerId));
  }

  @Override
  public void stopContainer(String containerId, Duration timeout) {
    Guarded.run(
        "failed to stop container \"" + containerId + "\"",
        () -> parts.containers().stop(containerId, timeout));
  }

  @Override
  public void removeContainer(String containerId) {
    Guarded.run(
        "failed to remove container \"" + containerId + "\"",
        () -> {
          parts.containers().find(containerId).ifPresent(c -> parts.stats().forget(c.cgroup()));
          parts.containers().remove(containerId);
        });
  }

  @Override
  public List<Container> listContainers(ContainerFilter filter) {
    return parts.containers().all().stream()
        .map(ContainerRecord::listed)
        .filter(filter::matches)
        .toList();
  }

  @Override
  public ContainerStatus containerStatus(String containerId) {
    return parts.containers().get(containerId).status();
  }

  @Override
  public void updateContainerResources(String containerId, LinuxContainerResources resources) {
    Guarded.run(
        "failed to update resources", () -> parts.containers().update(containerId, resources));
  }

  @Override
  public void reopenContainerLog(String containerId) {
    Guarded.run("failed to reopen the log", () -> parts.containers().reopenLog(containerId));
  }

  @Override
  public ExecSyncResult execSync(String containerId, List<String> command, Duration timeout) {
    return Guarded.call(
        "failed to exec in container",
        () -> parts.streams().execSync(containerId, command, timeout));
  }

  @Override
  public StreamSession exec(ExecRequest request) {
    return Guarded.call("failed to exec in container", () -> parts.streams().exec(request));
  }

  @Override
  public StreamSession attach(AttachRequest request) {
    return Guarded.call("failed to attach to container", () -> parts.streams().attach(request));
  }

  @Override
  public PortStream portForward(String podSandboxId, int port) {
    SandboxRecord sandbox = parts.sandboxes().get(podSandboxId);
    if (!sandbox.ready()) {
      throw CriException.precondition("sandbox container is not running");
    }
    OptionalLong pause =
        sandbox.hostNetwork()
            ? OptionalLong.empty()
            : OptionalLong.of(sandbox.pause().orElseThrow().pid());
    return Guarded.call("failed to forward a port", () -> PodPort.connect(pause, port));
  }

  @Override
  public ContainerStats containerStats(String containerId) {
    return parts.stats().container(parts.containers().get(containerId));
  }

  @Override
  public List<ContainerStats> listContainerStats(ContainerStatsFilter filter) {
    ContainerFilter containers =
        new ContainerFilter(
            filter.id(), filter.podSandboxId(), java.util.Optional.empty(), filter.labels());
    return parts.containers().all().stream()
        .filter(record -> containers.matches(record.listed()))
        .map(parts.stats()::container)
        .toList();
  }

  @Override
  public PodSandboxStats podSandboxStats(String podSandboxId) {
    List<ContainerStats> containers =
        containersOf(podSandboxId).stream().map(parts.stats()::container).toList();
    return Guarded.call(
        "failed to read statistics",
        () -> parts.stats().sandbox(parts.sandboxes().get(podSandboxId), containers));
  }

  @Override
  public List<PodSandboxStats> listPodSandboxStats(PodSandboxStatsFilter filter) {
    PodSandboxFilter sandboxes =
        new PodSandboxFilter(filter.id(), java.util.Optional.empty(), filter.labels());
    return listPodSandbox(sandboxes).stream().map(s -> podSandboxStats(s.id())).toList();
  }

  @Override
  public Subscription containerEvents(ContainerEventListener listener) {
    return parts.events().subscribe(listener);
  }
}
