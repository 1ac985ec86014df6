package k4j.cri.container;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.cri.image.ImageSpec;

/// A container in full. `reason` of an exited one is `Completed`, `Error`, `OOMKilled` or
/// `StartError`; `logPath` is absolute.
public record ContainerStatus(
    String id,
    String podSandboxId,
    ContainerMetadata metadata,
    ContainerState state,
    Instant createdAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    int exitCode,
    ImageSpec image,
    String imageRef,
    String imageId,
    String reason,
    String message,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<Mount> mounts,
    String logPath,
    LinuxContainerResources resources,
    ContainerUser user,
    String stopSignal) {
  public ContainerStatus {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    mounts = List.copyOf(mounts);
  }
}
