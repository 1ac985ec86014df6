package k4j.cri.inprocess;

import java.time.Instant;
import java.util.Optional;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.ContainerUser;
import k4j.cri.container.LinuxContainerResources;

/// One container of a component: its configuration, and where it is in its life.
record InProcessContainer(
    String id,
    String podSandboxId,
    ContainerConfig config,
    String logPath,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    int exitCode,
    String message) {

  static InProcessContainer created(
      String id, String sandbox, ContainerConfig config, String logPath, Instant now) {
    return new InProcessContainer(
        id, sandbox, config, logPath, now, Optional.empty(), Optional.empty(), 0, "");
  }

  InProcessContainer started(Instant at) {
    return new InProcessContainer(
        id,
        podSandboxId,
        config,
        logPath,
        createdAt,
        Optional.of(at),
        finishedAt,
        exitCode,
        message);
  }

  InProcessContainer finished(Instant at, int code, String text) {
    return new InProcessContainer(
        id, podSandboxId, config, logPath, createdAt, startedAt, Optional.of(at), code, text);
  }

  String component() {
    return config.metadata().name();
  }

  ContainerState state() {
    if (finishedAt.isPresent()) {
      return ContainerState.CONTAINER_EXITED;
    }
    return startedAt.isPresent()
        ? ContainerState.CONTAINER_RUNNING
        : ContainerState.CONTAINER_CREATED;
  }

  Container listed() {
    return new Container(
        id,
        podSandboxId,
        config.metadata(),
        config.image(),
        config.image().image(),
        state(),
        createdAt,
        config.labels(),
        config.annotations());
  }

  ContainerStatus status() {
    String reason = finishedAt.isEmpty() ? "" : exitCode == 0 ? "Completed" : "Error";
    String image = config.image().image();
    return new ContainerStatus(
        id,
        podSandboxId,
        config.metadata(),
        state(),
        createdAt,
        startedAt,
        finishedAt,
        exitCode,
        config.image(),
        image,
        image,
        reason,
        message,
        config.labels(),
        config.annotations(),
        config.mounts(),
        logPath,
        LinuxContainerResources.NONE,
        ContainerUser.ROOT,
        "SIGTERM");
  }
}
