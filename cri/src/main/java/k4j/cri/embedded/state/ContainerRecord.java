package k4j.cri.embedded.state;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.container.ContainerUser;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.container.Mount;
import k4j.cri.embedded.image.Reference;
import k4j.cri.image.ImageSpec;

/// All that is known of one container.
public record ContainerRecord(
    String id,
    String podSandboxId,
    ContainerConfig config,
    String imageId,
    String cgroup,
    String logPath,
    String stopSignal,
    LinuxContainerResources resources,
    ContainerUser user,
    Life life) {

  /// Where the container is in its life.
  public record Life(
      Instant createdAt,
      Optional<Instant> startedAt,
      Optional<Instant> finishedAt,
      Optional<ProcessId> shim,
      Optional<ProcessId> init,
      int exitCode,
      String reason,
      String message) {
    public static Life created(Instant now) {
      return new Life(
          now, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0, "", "");
    }

    public Life supervised(ProcessId by) {
      return new Life(
          createdAt, startedAt, finishedAt, Optional.of(by), init, exitCode, reason, message);
    }

    public Life started(Instant now, ProcessId first) {
      return new Life(
          createdAt,
          Optional.of(now),
          finishedAt,
          shim,
          Optional.of(first),
          exitCode,
          reason,
          message);
    }

    public Life finished(Instant now, int code, String why, String text) {
      return new Life(createdAt, startedAt, Optional.of(now), shim, init, code, why, text);
    }
  }

  public ContainerRecord with(Life changed) {
    return new ContainerRecord(
        id, podSandboxId, config, imageId, cgroup, logPath, stopSignal, resources, user, changed);
  }

  public ContainerRecord with(LinuxContainerResources changed) {
    return new ContainerRecord(
        id, podSandboxId, config, imageId, cgroup, logPath, stopSignal, changed, user, life);
  }

  public ContainerRecord with(ContainerUser changed) {
    return new ContainerRecord(
        id, podSandboxId, config, imageId, cgroup, logPath, stopSignal, resources, changed, life);
  }

  public ContainerState state() {
    if (life.finishedAt().isPresent()) {
      return ContainerState.CONTAINER_EXITED;
    }
    return life.startedAt().isPresent()
        ? ContainerState.CONTAINER_RUNNING
        : ContainerState.CONTAINER_CREATED;
  }

  public Container listed() {
    return new Container(
        id,
        podSandboxId,
        config.metadata(),
        config.image(),
        imageId,
        state(),
        life.createdAt(),
        config.labels(),
        config.annotations());
  }

  public ContainerStatus status() {
    return new ContainerStatus(
        id,
        podSandboxId,
        config.metadata(),
        state(),
        life.createdAt(),
        life.startedAt(),
        life.finishedAt(),
        life.exitCode(),
        ImageSpec.of(imageName()),
        imageId,
        imageId,
        life.reason(),
        life.message(),
        config.labels(),
        config.annotations(),
        config.mounts(),
        logPath,
        resources,
        user,
        stopSignal);
  }

  /// The ids of the images that the container has as volumes.
  public Set<String> volumeImages() {
    return config.mounts().stream()
        .map(Mount::image)
        .filter(image -> !image.isEmpty())
        .collect(Collectors.toSet());
  }

  /// The ids of all images that must stay while the container is there.
  public Stream<String> images() {
    return Stream.concat(Stream.of(imageId), volumeImages().stream());
  }

  /// The image by its full name, as users wrote it, where it was resolved for them.
  private String imageName() {
    String written = config.image().userSpecifiedImage();
    return written.isEmpty() ? config.image().image() : Reference.parse(written).toString();
  }
}
