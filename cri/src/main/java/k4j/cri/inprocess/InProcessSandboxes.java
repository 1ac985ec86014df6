package k4j.cri.inprocess;

import java.time.Instant;
import java.util.List;
import k4j.cri.sandbox.PodSandbox;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.sandbox.PodSandboxStatus;

/// States of sandboxes that are only records.
final class InProcessSandboxes {
  private InProcessSandboxes() {}

  static PodSandboxStatus ready(String id, PodSandboxConfig config, Instant now) {
    return new PodSandboxStatus(
        id,
        config.metadata(),
        PodSandboxState.SANDBOX_READY,
        now,
        List.of(),
        config.linux().securityContext().namespaceOptions(),
        config.labels(),
        config.annotations(),
        InProcessRuntime.HANDLER);
  }

  static PodSandboxStatus stopped(PodSandboxStatus sandbox) {
    return new PodSandboxStatus(
        sandbox.id(),
        sandbox.metadata(),
        PodSandboxState.SANDBOX_NOTREADY,
        sandbox.createdAt(),
        sandbox.ips(),
        sandbox.namespaces(),
        sandbox.labels(),
        sandbox.annotations(),
        sandbox.runtimeHandler());
  }

  static PodSandbox listed(PodSandboxStatus sandbox) {
    return new PodSandbox(
        sandbox.id(),
        sandbox.metadata(),
        sandbox.state(),
        sandbox.createdAt(),
        sandbox.labels(),
        sandbox.annotations(),
        sandbox.runtimeHandler());
  }
}
