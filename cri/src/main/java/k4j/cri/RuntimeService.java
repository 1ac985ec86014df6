package k4j.cri;

import java.time.Duration;
import java.util.List;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerEventListener;
import k4j.cri.container.ContainerFilter;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.runtime.RuntimeConfig;
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

/// `runtime.v1.RuntimeService`: sandboxes, containers and streams of one node.
///
/// Every call blocks until done and throws {@link CriException}. Calls are safe from any thread.
/// Ids that are unknown: `stop` and `remove` calls do nothing (CRI wants them idempotent), all
/// others answer NOT_FOUND.
public interface RuntimeService {
  RuntimeVersion version();

  RuntimeStatus status();

  /// Gives the runtime the pod CIDR of this node; before it, no sandbox with a network can be made.
  void updateRuntimeConfig(RuntimeConfig config);

  /// Makes and starts a sandbox; the answer is its id. An empty handler is the default one.
  String runPodSandbox(PodSandboxConfig config, String runtimeHandler);

  /// Kills the sandbox's containers and takes its network back; the sandbox stays listed as
  /// NOTREADY.
  void stopPodSandbox(String podSandboxId);

  /// Stops the sandbox and removes it with its containers.
  void removePodSandbox(String podSandboxId);

  /// Changes the limits of the sandbox as a whole; zeros leave what is.
  void updatePodSandboxResources(
      String podSandboxId, LinuxContainerResources overhead, LinuxContainerResources resources);

  PodSandboxStatus podSandboxStatus(String podSandboxId);

  List<PodSandbox> listPodSandbox(PodSandboxFilter filter);

  /// Makes a container in a sandbox; the answer is its id. The image must be present.
  String createContainer(
      String podSandboxId, ContainerConfig config, PodSandboxConfig sandboxConfig);

  void startContainer(String containerId);

  /// Sends the stop signal, waits, kills. A zero timeout kills at once.
  void stopContainer(String containerId, Duration timeout);

  /// Removes a container, killing it first if it runs. Its log file stays.
  void removeContainer(String containerId);

  List<Container> listContainers(ContainerFilter filter);

  ContainerStatus containerStatus(String containerId);

  void updateContainerResources(String containerId, LinuxContainerResources resources);

  /// Opens the log file anew after the kubelet rotated it.
  void reopenContainerLog(String containerId);

  /// Runs a command to its end. A zero timeout is none; a passed one answers DEADLINE_EXCEEDED.
  ExecSyncResult execSync(String containerId, List<String> command, Duration timeout);

  /// Starts a command in a running container, with its streams at hand instead of a URL.
  StreamSession exec(ExecRequest request);

  /// Joins the streams of the container's own process.
  StreamSession attach(AttachRequest request);

  /// Connects to a TCP port on the loopback of the sandbox's network; one call a connection.
  PortStream portForward(String podSandboxId, int port);

  ContainerStats containerStats(String containerId);

  List<ContainerStats> listContainerStats(ContainerStatsFilter filter);

  PodSandboxStats podSandboxStats(String podSandboxId);

  List<PodSandboxStats> listPodSandboxStats(PodSandboxStatsFilter filter);

  /// `GetContainerEvents`: from now on, every change of a container or sandbox, in order. Each
  /// listener has its own thread and a bounded queue: one that is too slow is told that it lost
  /// events and must list. Closing ends it.
  Subscription containerEvents(ContainerEventListener listener);

  /// A running delivery of events.
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
