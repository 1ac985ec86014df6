package k4j.cri.container;

/// A file or directory of the node, or an image, that appears in the container. A host path that is
/// missing is an error: the kubelet makes it first.
public record Mount(
    String containerPath,
    String hostPath,
    boolean readonly,
    MountPropagation propagation,
    boolean recursiveReadOnly,
    String image) {
  public static Mount of(String hostPath, String containerPath, boolean readonly) {
    return new Mount(containerPath, hostPath, readonly, MountPropagation.PRIVATE, false, "");
  }
}
