package k4j.cri.simulated;

import java.time.Instant;
import java.util.List;
import k4j.cri.sandbox.PodSandbox;
import k4j.cri.sandbox.PodSandboxConfig;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.sandbox.PodSandboxStatus;

/// One simulated sandbox.
record SimulatedSandbox(
    String id,
    PodSandboxConfig config,
    PodSandboxState state,
    Instant createdAt,
    List<String> ips) {

  SimulatedSandbox {
    ips = List.copyOf(ips);
  }

  SimulatedSandbox stopped() {
    return new SimulatedSandbox(id, config, PodSandboxState.SANDBOX_NOTREADY, createdAt, ips);
  }

  PodSandbox listed() {
    return new PodSandbox(
        id, config.metadata(), state, createdAt, config.labels(), config.annotations(), "");
  }

  PodSandboxStatus status() {
    return new PodSandboxStatus(
        id,
        config.metadata(),
        state,
        createdAt,
        state == PodSandboxState.SANDBOX_READY ? ips : List.of(),
        config.linux().securityContext().namespaceOptions(),
        config.labels(),
        config.annotations(),
        "");
  }
}
