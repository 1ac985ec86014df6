package k4j.cri.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerEvent;
import k4j.cri.container.ContainerEventListener;
import k4j.cri.container.ContainerFilter;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.LinuxContainerResources;
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

/// A runtime that hands each sandbox to the runtime of its handler, and everything else to the
/// runtime that knows the id. The standard runtime answers for itself, and for ids that no one
/// knows.
public final class DispatchingRuntime implements RuntimeService {
  private final RuntimeService standard;
  private final Map<String, RuntimeService> handlers;
  private final Map<String, RuntimeService> owners = new ConcurrentHashMap<>();

  public DispatchingRuntime(RuntimeService standard, Map<String, RuntimeService> handlers) {
    this.standard = standard;
    this.handlers = Map.copyOf(handlers);
  }

  private List<RuntimeService> all() {
    List<RuntimeService> all = new ArrayList<>(handlers.values());
    all.add(standard);
    return all;
  }

  private RuntimeService owner(String id) {
    RuntimeService known = owners.get(id);
    if (known != null) {
      return known;
    }
    PodSandboxFilter sandbox = new PodSandboxFilter(Optional.of(id), Optional.empty(), Map.of());
    ContainerFilter container =
        new ContainerFilter(Optional.of(id), Optional.empty(), Optional.empty(), Map.of());
    for (RuntimeService runtime : handlers.values()) {
      if (!runtime.listPodSandbox(sandbox).isEmpty()
          || !runtime.listContainers(container).isEmpty()) {
        return runtime;
      }
    }
    return standard;
  }

  private <T> List<T> joined(Function<RuntimeService, List<T>> list) {
    return all().stream().flatMap(runtime -> list.apply(runtime).stream()).toList();
  }

  @Override
  public RuntimeVersion version() {
    return standard.version();
  }

  @Override
  public RuntimeStatus status() {
    RuntimeStatus own = standard.status();
    List<RuntimeHandler> all = new ArrayList<>(own.handlers());
    handlers.values().forEach(runtime -> all.addAll(runtime.status().handlers()));
    return new RuntimeStatus(own.conditions(), all, own.info());
  }

  @Override
  public void updateRuntimeConfig(RuntimeConfig config) {
    all().forEach(runtime -> runtime.updateRuntimeConfig(config));
  }

  @Override
  public String runPodSandbox(PodSandboxConfig config, String runtimeHandler) {
    RuntimeService runtime = runtimeHandler.isEmpty() ? standard : handlers.get(runtimeHandler);
    if (runtime == null) {
      throw CriException.notFound("no runtime for \"" + runtimeHandler + "\" is configured");
    }
    String id = runtime.runPodSandbox(config, runtime == standard ? "" : runtimeHandler);
    owners.put(id, runtime);
    return id;
  }

  @Override
  public void stopPodSandbox(String podSandboxId) {
    owner(podSandboxId).stopPodSandbox(podSandboxId);
  }

  @Override
  public void removePodSandbox(String podSandboxId) {
    owner(podSandboxId).removePodSandbox(podSandboxId);
    owners.remove(podSandboxId);
  }

  @Override
  public void updatePodSandboxResources(
      String podSandboxId, LinuxContainerResources overhead, LinuxContainerResources resources) {
    owner(podSandboxId).updatePodSandboxResources(podSandboxId, overhead, resources);
  }

  @Override
  public PodSandboxStatus podSandboxStatus(String podSandboxId) {
    return owner(podSandboxId).podSandboxStatus(podSandboxId);
  }

  @Override
  public List<PodSandbox> listPodSandbox(PodSandboxFilter filter) {
    return joined(runtime -> runtime.listPodSandbox(filter));
  }

  @Override
  public String createContainer(
      String podSandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig) {
    RuntimeService runtime = owner(podSandboxId);
    String id = runtime.createContainer(podSandboxId, config, sandboxConfig);
    owners.put(id, runtime);
    return id;
  }

  @Override
  public void startContainer(String containerId) {
    owner(containerId).startContainer(containerId);
  }

  @Override
  public void stopContainer(String containerId, Duration timeout) {
    owner(containerId).stopContainer(containerId, timeout);
  }

  @Override
  public void removeContainer(String containerId) {
    owner(containerId).removeContainer(containerId);
    owners.remove(containerId);
  }

  @Override
  public List<Container> listContainers(ContainerFilter filter) {
    return joined(runtime -> runtime.listContainers(filter));
  }

  @Override
  public ContainerStatus containerStatus(String containerId) {
    return owner(containerId).containerStatus(containerId);
  }

  @Override
  public void updateContainerResources(String containerId, LinuxContainerResources resources) {
    owner(containerId).updateContainerResources(containerId, resources);
  }

  @Override
  public void reopenContainerLog(String containerId) {
    owner(containerId).reopenContainerLog(containerId);
  }

  @Override
  public ExecSyncResult execSync(String containerId, List<String> command, Duration timeout) {
    return owner(containerId).execSync(containerId, command, timeout);
  }

  @Override
  public StreamSession exec(ExecRequest request) {
    return owner(request.containerId()).exec(request);
  }

  @Override
  public StreamSession attach(AttachRequest request) {
    return owner(request.containerId()).attach(request);
  }

  @Override
  public PortStream portForward(String podSandboxId, int port) {
    return owner(podSandboxId).portForward(podSandboxId, port);
  }

  @Override
  public ContainerStats containerStats(String containerId) {
    return owner(containerId).containerStats(containerId);
  }

  @Override
  public List<ContainerStats> listContainerStats(ContainerStatsFilter filter) {
    return joined(runtime -> runtime.listContainerStats(filter));
  }

  @Override
  public PodSandboxStats podSandboxStats(String podSandboxId) {
    return owner(podSandboxId).podSandboxStats(podSandboxId);
  }

  @Override
  public List<PodSandboxStats> listPodSandboxStats(PodSandboxStatsFilter filter) {
    return joined(runtime -> runtime.listPodSandboxStats(filter));
  }

  @Override
  public Subscription containerEvents(ContainerEventListener listener) {
    ContainerEventListener single = new OneAtATime(listener);
    List<Subscription> subscriptions =
        all().stream().map(runtime -> runtime.containerEvents(single)).toList();
    return () -> subscriptions.forEach(Subscription::close);
  }

  /// Lets the deliveries of several runtimes through one after the other.
  private record OneAtATime(ContainerEventListener listener, ReentrantLock lock)
      implements ContainerEventListener {
    OneAtATime(ContainerEventListener listener) {
      this(listener, new ReentrantLock());
    }

    @Override
    public void event(ContainerEvent event) {
      lock.lock();
      try {
        listener.event(event);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void lost() {
      lock.lock();
      try {
        listener.lost();
      } finally {
        lock.unlock();
      }
    }
  }
}
