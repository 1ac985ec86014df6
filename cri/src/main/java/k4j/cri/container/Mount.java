package k4j.cri.container;

/// A file or directory of the node, or an image, that appears in the container. A host path that is
/// missing is an error: the kubelet makes it first. An image is given by its id.
public record Mount(
    String containerPath,
    String hostPath,
    boolean readonly,
    MountPropagation propagation,
    boolean recursiveReadOnly,
    String image,
    String imageSubPath) {
  public static Mount of(String hostPath, String containerPath, boolean readonly) {
    return new Mount(containerPath, hostPath, readonly, MountPropagation.PRIVATE, false, "", "");
  }

  /// An image's content, or a part of it, for reading (KEP-4639).
  public static Mount ofImage(String image, String subPath, String containerPath) {
    return new Mount(containerPath, "", true, MountPropagation.PRIVATE, false, image, subPath);
  }
}
