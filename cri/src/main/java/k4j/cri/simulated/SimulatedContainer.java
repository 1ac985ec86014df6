package k4j.cri.simulated;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.ContainerUser;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.stats.ContainerStats;
import k4j.cri.stats.CpuUsage;
import k4j.cri.stats.MemoryUsage;

/// One simulated container: its configuration, what it does, and where it is in its life.
record SimulatedContainer(
    String id,
    String podSandboxId,
    ContainerConfig config,
    LinuxContainerResources resources,
    Behaviour behaviour,
    SimulatedLog log,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    int exitCode,
    String reason) {

  private static final long NANOS_OF_MILLI_CORE = 1_000_000;

  SimulatedContainer started(Instant at) {
    return new SimulatedContainer(
        id,
        podSandboxId,
        config,
        resources,
        behaviour,
        log,
        createdAt,
        Optional.of(at),
        finishedAt,
        exitCode,
        reason);
  }

  SimulatedContainer finished(Instant at, int code, String why) {
    return new SimulatedContainer(
        id,
        podSandboxId,
        config,
        resources,
        behaviour,
        log,
        createdAt,
        startedAt.or(() -> Optional.of(at)),
        Optional.of(at),
        code,
        why);
  }

  SimulatedContainer resized(LinuxContainerResources other) {
    return new SimulatedContainer(
        id,
        podSandboxId,
        config,
        other,
        behaviour,
        log,
        createdAt,
        startedAt,
        finishedAt,
        exitCode,
        reason);
  }

  ContainerState state() {
    if (finishedAt.isPresent()) {
      return ContainerState.CONTAINER_EXITED;
    }
    return startedAt.isPresent()
        ? ContainerState.CONTAINER_RUNNING
        : ContainerState.CONTAINER_CREATED;
  }

  /// Whether a probe finds it well.
  boolean ready(Instant now) {
    if (state() != ContainerState.CONTAINER_RUNNING) {
      return false;
    }
    Instant from = startedAt.orElse(now).plus(behaviour.readyAfter());
    return !now.isBefore(from)
        && behaviour.readyFor().map(time -> now.isBefore(from.plus(time))).orElse(true);
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
        "",
        config.labels(),
        config.annotations(),
        config.mounts(),
        log.path().toString(),
        resources,
        ContainerUser.ROOT,
        "SIGTERM");
  }

  ContainerStats stats(Instant now) {
    boolean runs = state() == ContainerState.CONTAINER_RUNNING;
    long rate = behaviour.milliCores() * NANOS_OF_MILLI_CORE;
    Duration age = Duration.between(startedAt.orElse(now), now);
    CpuUsage cpu = new CpuUsage(now, age.toMillis() * behaviour.milliCores() * 1000, rate);
    long memory = behaviour.memoryBytes();
    return new ContainerStats(
        id,
        config.metadata(),
        config.labels(),
        config.annotations(),
        runs ? Optional.of(cpu) : Optional.empty(),
        runs
            ? Optional.of(new MemoryUsage(now, memory, 0, memory, memory, 0, 0))
            : Optional.empty(),
        Optional.empty());
  }
}
