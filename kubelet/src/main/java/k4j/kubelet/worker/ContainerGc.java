package k4j.kubelet.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.cri.RuntimeService;
import k4j.cri.container.ContainerState;
import k4j.cri.container.ContainerStatus;
import k4j.cri.sandbox.PodSandboxState;
import k4j.cri.sandbox.PodSandboxStatus;
import k4j.kubelet.config.NodeFiles;
import k4j.kubelet.pod.RuntimePod;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Removes what no status and no log needs any more: all but the two newest records of a container,
/// and empty old sandboxes.
final class ContainerGc {

  private static final Logger LOG = LoggerFactory.getLogger(ContainerGc.class);
  private static final int KEPT = 2;

  private final RuntimeService runtime;
  private final NodeFiles files;

  ContainerGc(RuntimeService runtime, NodeFiles files) {
    this.runtime = runtime;
    this.files = files;
  }

  void collect(RuntimePod state) {
    Map<String, Integer> seen = new HashMap<>();
    for (ContainerStatus container : state.containers()) {
      int count = seen.merge(container.metadata().name(), 1, Integer::sum);
      if (count > KEPT && container.state() == ContainerState.CONTAINER_EXITED) {
        runtime.removeContainer(container.id());
        deleteLog(Path.of(container.logPath()));
      }
    }
    List<PodSandboxStatus> old =
        state.sandboxes().stream()
            .skip(1)
            .filter(s -> s.state() == PodSandboxState.SANDBOX_NOTREADY)
            .toList();
    for (PodSandboxStatus sandbox : old) {
      boolean empty =
          state.containers().stream().noneMatch(c -> c.podSandboxId().equals(sandbox.id()));
      if (empty) {
        runtime.removePodSandbox(sandbox.id());
      }
    }
  }

  private void deleteLog(Path log) {
    try {
      files.delete(log);
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("file", log).addKeyValue("error", e).log("log not deleted");
    }
  }
}
