package k4j.cri.stats;

import java.util.Map;
import java.util.Optional;

/// Which containers to give statistics of.
public record ContainerStatsFilter(
    Optional<String> id, Optional<String> podSandboxId, Map<String, String> labels) {
  public static final ContainerStatsFilter ALL =
      new ContainerStatsFilter(Optional.empty(), Optional.empty(), Map.of());

  public ContainerStatsFilter {
    labels = Map.copyOf(labels);
  }
}
