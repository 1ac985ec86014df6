package k4j.cluster.profile;

import java.nio.file.Path;

/// Where one cluster keeps everything: a folder below `$K4J_HOME`.
///
/// @param name what `-p` names; also the kubeconfig context
public record Profile(String name, Path directory) {

  private static final int LONGEST_SOCKET_PATH = 100;

  public Path pki() {
    return directory.resolve("pki");
  }

  public Path store() {
    return directory.resolve("store");
  }

  public Path kubelet() {
    return directory.resolve("kubelet");
  }

  /// The directories that are persistent volumes.
  public Path volumes() {
    return directory.resolve("volumes");
  }

  public Path containers() {
    return directory.resolve("containers");
  }

  public Path logs() {
    return directory.resolve("logs");
  }

  /// What the running process says of itself.
  public Path description() {
    return directory.resolve("cluster.json");
  }

  /// The admin's kubeconfig of this cluster alone.
  public Path kubeconfig() {
    return directory.resolve("kubeconfig");
  }

  /// The socket for commands; a long home would not fit the 108 bytes that Linux allows.
  public Path socket() {
    Path near = directory.resolve("control.sock");
    return near.toString().length() < LONGEST_SOCKET_PATH
        ? near
        : Path.of("/run", "k4j-" + Integer.toHexString(directory.toString().hashCode()) + ".sock");
  }
}
