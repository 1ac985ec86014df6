package k4j.cri.stats;

import java.util.Map;
import java.util.Optional;

/// Which sandboxes to give statistics of.
public record PodSandboxStatsFilter(Optional<String> id, Map<String, String> labels) {
  public static final PodSandboxStatsFilter ALL =
      new PodSandboxStatsFilter(Optional.empty(), Map.of());

  public PodSandboxStatsFilter {
    labels = Map.copyOf(labels);
  }
}
