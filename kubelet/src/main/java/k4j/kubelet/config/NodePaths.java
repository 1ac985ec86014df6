package k4j.kubelet.config;

import java.nio.file.Path;
import k4j.kubelet.pod.PodName;

/// Where the kubelet keeps what on the node.
///
/// @param root of volumes and of what containers write for it
/// @param podLogs of the containers' logs
/// @param files how it is kept there
public record NodePaths(Path root, Path podLogs, NodeFiles files) {

  /// On this machine's disk.
  public NodePaths(Path root, Path podLogs) {
    this(root, podLogs, NodeFiles.DISK);
  }

  public Path pods() {
    return root.resolve("pods");
  }

  public Path pod(String uid) {
    return pods().resolve(uid);
  }

  public Path hostsFile(String uid) {
    return pod(uid).resolve("etc-hosts");
  }

  public Path containerDirectory(String uid, String container) {
    return pod(uid).resolve("containers").resolve(container);
  }

  public Path logDirectory(PodName pod) {
    return podLogs.resolve(pod.namespace() + "_" + pod.name() + "_" + pod.uid());
  }

  /// Relative to the pod's log directory.
  public static String logFile(String container, int attempt) {
    return container + "/" + attempt + ".log";
  }
}
