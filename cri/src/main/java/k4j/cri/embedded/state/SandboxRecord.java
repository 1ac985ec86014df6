package k4j.cri.embedded.state;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.sandbox.NamespaceMode;
import k4j.cri.sandbox.NamespaceOption;
import k4j.cri.sandbox.PodSandbox;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.sandbox.PodSandboxStatus;

/// All that is known of one sandbox. `pause` is the process that holds its namespaces.
public record SandboxRecord(
    String id,
    PodSandboxConfig config,
    String runtimeHandler,
    Instant createdAt,
    String cgroup,
    List<String> ips,
    Optional<ProcessId> pause,
    boolean ready) {
  public SandboxRecord {
    ips = List.copyOf(ips);
  }

  public SandboxRecord stopped() {
    return new SandboxRecord(
        id, config, runtimeHandler, createdAt, cgroup, ips, Optional.empty(), false);
  }

  public SandboxRecord with(LinuxContainerResources changed) {
    return new SandboxRecord(
        id,
        config.with(config.linux().with(changed)),
        runtimeHandler,
        createdAt,
        cgroup,
        ips,
        pause,
        ready);
  }

  public NamespaceOption namespaces() {
    return config.linux().securityContext().namespaceOptions();
  }

  public boolean hostNetwork() {
    return namespaces().network() == NamespaceMode.NODE;
  }

  public PodSandboxState state() {
    return ready ? PodSandboxState.SANDBOX_READY : PodSandboxState.SANDBOX_NOTREADY;
  }

  public PodSandbox listed() {
    return new PodSandbox(
        id,
        config.metadata(),
        state(),
        createdAt,
        config.labels(),
        config.annotations(),
        runtimeHandler);
  }

  public PodSandboxStatus status() {
    return new PodSandboxStatus(
        id,
        config.metadata(),
        state(),
        createdAt,
        ips,
        namespaces(),
        config.labels(),
        config.annotations(),
        runtimeHandler);
  }
}
