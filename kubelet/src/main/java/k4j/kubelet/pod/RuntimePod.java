package k4j.kubelet.pod;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.sandbox.NamespaceMode;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.sandbox.PodSandboxStatus;

/// How a pod stands in the runtime: its sandboxes and containers, newest first.
public record RuntimePod(List<PodSandboxStatus> sandboxes, List<ContainerStatus> containers) {

  public static final RuntimePod NONE = new RuntimePod(List.of(), List.of());

  public RuntimePod {
    sandboxes =
        sandboxes.stream()
            .sorted(
                Comparator.comparing(PodSandboxStatus::createdAt)
                    .thenComparingInt(s -> s.metadata().attempt())
                    .reversed())
            .toList();
    containers =
        containers.stream()
            .sorted(
                Comparator.comparing(ContainerStatus::createdAt)
                    .thenComparingInt(c -> c.metadata().attempt())
                    .reversed())
            .toList();
  }

  /// The newest container of a name.
  public Optional<ContainerStatus> find(String name) {
    return containers.stream().filter(c -> c.metadata().name().equals(name)).findFirst();
  }

  /// The newest container of a name that has ended.
  public Optional<ContainerStatus> newestExited(String name) {
    return containers.stream()
        .filter(c -> c.metadata().name().equals(name))
        .filter(c -> c.state() == ContainerState.CONTAINER_EXITED)
        .findFirst();
  }

  public Optional<PodSandboxStatus> sandbox() {
    return sandboxes.stream().findFirst();
  }

  /// The newest sandbox if it is ready.
  public Optional<PodSandboxStatus> readySandbox() {
    return sandbox().filter(s -> s.state() == PodSandboxState.SANDBOX_READY);
  }

  public List<String> ips() {
    return readySandbox().map(PodSandboxStatus::ips).orElse(List.of());
  }

  public List<ContainerStatus> running() {
    return containers.stream()
        .filter(c ->
            c.state() == ContainerState.CONTAINER_RUNNING
                || c.state() == ContainerState.CONTAINER_UNKNOWN)
        .toList();
  }

  /// Whether the newest sandbox has a record of a regular container.
  public boolean hasRegularContainer(JsonObject pod) {
    return readySandbox()
        .map(s ->
            containers.stream()
                .anyMatch(c ->
                    c.podSandboxId().equals(s.id())
                        && PodSpecs.has(PodSpecs.containers(pod), c.metadata().name())))
        .orElse(false);
  }

  public boolean hasCreatedRegularContainer(JsonObject pod) {
    return containers.stream()
        .anyMatch(c -> PodSpecs.has(PodSpecs.containers(pod), c.metadata().name()));
  }

  /// Whether a new sandbox must be made: there is none that is ready, several are, or it does not
  /// fit the pod.
  public boolean needsSandbox(JsonObject pod) {
    long ready = sandboxes.stream().filter(s -> s.state() == PodSandboxState.SANDBOX_READY).count();
    if (ready != 1 || readySandbox().isEmpty()) {
      return true;
    }
    PodSandboxStatus newest = sandboxes.getFirst();
    boolean host = PodSpecs.isHostNetwork(pod);
    NamespaceMode wanted = host ? NamespaceMode.NODE : NamespaceMode.POD;
    return !Sandboxes.isInProcess(newest)
        && (newest.namespaces().network() != wanted || (!host && newest.ips().isEmpty()));
  }

  public int nextSandboxAttempt() {
    return sandbox().map(s -> s.metadata().attempt() + 1).orElse(0);
  }
}
