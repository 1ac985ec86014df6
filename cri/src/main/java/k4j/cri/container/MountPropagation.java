package k4j.cri.container;

/// Which way mounts made below a volume travel.
public enum MountPropagation {
  PRIVATE,
  HOST_TO_CONTAINER,
  BIDIRECTIONAL
}
