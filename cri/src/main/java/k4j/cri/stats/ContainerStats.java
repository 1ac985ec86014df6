package k4j.cri.stats;

import java.util.Map;
import java.util.Optional;
import k4j.cri.container.ContainerMetadata;
import k4j.cri.image.FilesystemUsage;

/// Usage of one container; CPU and memory are missing when it does not run.
public record ContainerStats(
    String id,
    ContainerMetadata metadata,
    Map<String, String> labels,
    Map<String, String> annotations,
    Optional<CpuUsage> cpu,
    Optional<MemoryUsage> memory,
    Optional<FilesystemUsage> writableLayer) {
  public ContainerStats {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}
