package k4j.kubelet.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import k4j.cri.RuntimeService;
import k4j.cri.sandbox.PodSandboxStatus;
import k4j.kubelet.config.NodePaths;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.reference.ConfigObjects;
import k4j.kubelet.volume.Tokens;
import k4j.kubelet.volume.Volumes;

/// Takes away what a pod leaves on the node.
final class Remains {

  private final RuntimeService runtime;
  private final RuntimeReader reader;
  private final Volumes volumes;
  private final ConfigObjects config;
  private final Tokens tokens;
  private final NodePaths paths;

  Remains(
      RuntimeService runtime,
      RuntimeReader reader,
      Volumes volumes,
      ConfigObjects config,
      Tokens tokens,
      NodePaths paths) {
    this.runtime = runtime;
    this.reader = reader;
    this.volumes = volumes;
    this.config = config;
    this.tokens = tokens;
    this.paths = paths;
  }

  void releaseVolumes(String uid) {
    config.release(uid);
    tokens.forget(uid);
    try {
      volumes.tearDown(uid);
    } catch (IOException e) {
      throw new UncheckedIOException("volumes of pod " + uid + " could not be taken down", e);
    }
  }

  /// Removes sandboxes, containers and logs.
  void remove(PodName pod) {
    for (PodSandboxStatus sandbox : reader.read(pod.uid()).sandboxes()) {
      runtime.removePodSandbox(sandbox.id());
    }
    releaseVolumes(pod.uid());
    try {
      paths.files().delete(paths.logDirectory(pod));
    } catch (IOException e) {
      throw new UncheckedIOException("logs of pod " + pod + " could not be deleted", e);
    }
  }
}
