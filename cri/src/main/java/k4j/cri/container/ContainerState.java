package k4j.cri.container;

/// Where a container is in its life.
public enum ContainerState {
  CONTAINER_CREATED,
  CONTAINER_RUNNING,
  CONTAINER_EXITED,
  CONTAINER_UNKNOWN
}
