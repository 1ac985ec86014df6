package k4j.cri.container;

import java.util.Map;
import java.util.Optional;

/// Which containers to list: all given conditions hold. Ids may be given as a prefix.
public record ContainerFilter(
    Optional<String> id,
    Optional<String> podSandboxId,
    Optional<ContainerState> state,
    Map<String, String> labels) {
  public static final ContainerFilter ALL =
      new ContainerFilter(Optional.empty(), Optional.empty(), Optional.empty(), Map.of());

  public ContainerFilter {
    labels = Map.copyOf(labels);
  }

  public static ContainerFilter inSandbox(String podSandboxId) {
    return new ContainerFilter(
        Optional.empty(), Optional.of(podSandboxId), Optional.empty(), Map.of());
  }

  public boolean matches(Container container) {
    return id.map(container.id()::startsWith).orElse(true)
        && podSandboxId.map(container.podSandboxId()::startsWith).orElse(true)
        && state.map(s -> s == container.state()).orElse(true)
        && container.labels().entrySet().containsAll(labels.entrySet());
  }
}
