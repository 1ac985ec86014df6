package k4j.cri.container;

import java.util.List;

/// The identity that a container's first process started with.
public record ContainerUser(long uid, long gid, List<Long> supplementalGroups) {
  public static final ContainerUser ROOT = new ContainerUser(0, 0, List.of());

  public ContainerUser {
    supplementalGroups = List.copyOf(supplementalGroups);
  }
}
