package k4j.cri.container;

import java.time.Instant;

/// `ContainerEventResponse`: a container or sandbox changed. For a sandbox `containerId` is its own
/// id, as in CRI.
public record ContainerEvent(
    String containerId, String podSandboxId, String podUid, Type type, Instant createdAt) {
  /// What happened.
  public enum Type {
    CONTAINER_CREATED_EVENT,
    CONTAINER_STARTED_EVENT,
    CONTAINER_STOPPED_EVENT,
    CONTAINER_DELETED_EVENT
  }
}
