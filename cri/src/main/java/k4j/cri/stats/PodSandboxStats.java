package k4j.cri.stats;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.cri.sandbox.PodSandboxMetadata;

/// Usage of one sandbox: of its cgroup as a whole, its network and its containers.
public record PodSandboxStats(
    String id,
    PodSandboxMetadata metadata,
    Map<String, String> labels,
    Map<String, String> annotations,
    Optional<CpuUsage> cpu,
    Optional<MemoryUsage> memory,
    List<NetworkUsage> network,
    long processCount,
    List<ContainerStats> containers) {
  public PodSandboxStats {
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    network = List.copyOf(network);
    containers = List.copyOf(containers);
  }
}
