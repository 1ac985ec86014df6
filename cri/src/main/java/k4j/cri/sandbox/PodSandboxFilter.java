package k4j.cri.sandbox;

import java.util.Map;
import java.util.Optional;

/// Which sandboxes to list: all given conditions hold. Ids may be given as a prefix.
public record PodSandboxFilter(
    Optional<String> id, Optional<PodSandboxState> state, Map<String, String> labels) {
  public static final PodSandboxFilter ALL =
      new PodSandboxFilter(Optional.empty(), Optional.empty(), Map.of());

  public PodSandboxFilter {
    labels = Map.copyOf(labels);
  }

  public boolean matches(PodSandbox sandbox) {
    return id.map(sandbox.id()::startsWith).orElse(true)
        && state.map(s -> s == sandbox.state()).orElse(true)
        && sandbox.labels().entrySet().containsAll(labels.entrySet());
  }
}
