package k4j.kubelet.worker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerFilter;
import k4j.cri.container.ContainerStatus;
import k4j.cri.sandbox.PodSandbox;
import k4j.cri.sandbox.PodSandboxFilter;
import k4j.cri.sandbox.PodSandboxStatus;
import k4j.kubelet.container.ContainerLabels;
import k4j.kubelet.container.TerminationMessage;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.RuntimePod;

/// Reads how pods stand in the runtime.
public final class RuntimeReader {

  private final RuntimeService runtime;

  public RuntimeReader(RuntimeService runtime) {
    this.runtime = runtime;
  }

  public RuntimePod read(String podUid) {
    Map<String, String> ofPod = Map.of(ContainerLabels.POD_UID, podUid);
    List<PodSandboxStatus> sandboxes = new ArrayList<>();
    for (PodSandbox sandbox :
        runtime.listPodSandbox(new PodSandboxFilter(Optional.empty(), Optional.empty(), ofPod))) {
      present(() -> runtime.podSandboxStatus(sandbox.id())).ifPresent(sandboxes::add);
    }
    List<ContainerStatus> containers = new ArrayList<>();
    for (Container container :
        runtime.listContainers(
            new ContainerFilter(Optional.empty(), Optional.empty(), Optional.empty(), ofPod))) {
      present(() -> runtime.containerStatus(container.id()))
          .map(TerminationMessage::complete)
          .ifPresent(containers::add);
    }
    return new RuntimePod(sandboxes, containers);
  }

  private interface Read<T> {
    T get();
  }

  /// Empty for what was removed between the list and the look.
  private static <T> Optional<T> present(Read<T> read) {
    try {
      return Optional.of(read.get());
    } catch (CriException e) {
      if (e.code() == CriException.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /// The pods that have a sandbox, by uid.
  public Map<String, PodName> pods() {
    Map<String, PodName> result = new LinkedHashMap<>();
    for (PodSandbox sandbox : runtime.listPodSandbox(PodSandboxFilter.ALL)) {
      String uid = sandbox.metadata().uid();
      result.put(uid, new PodName(sandbox.metadata().namespace(), sandbox.metadata().name(), uid));
    }
    return result;
  }
}
