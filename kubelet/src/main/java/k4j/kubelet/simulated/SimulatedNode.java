package k4j.kubelet.simulated;

import java.util.function.Supplier;
import k4j.cri.simulated.SimulatedRuntime;
import k4j.kubelet.Kubelet;
import org.jspecify.annotations.Nullable;

/// One simulated node: its machine, which has a runtime, and the kubelet on it as long as it runs.
final class SimulatedNode {

  private final SimulatedRuntime runtime;
  private final Supplier<Kubelet> kubelets;
  private @Nullable Kubelet kubelet;

  SimulatedNode(SimulatedRuntime runtime, Supplier<Kubelet> kubelets) {
    this.runtime = runtime;
    this.kubelets = kubelets;
  }

  synchronized @Nullable Kubelet kubelet() {
    return kubelet;
  }

  SimulatedRuntime runtime() {
    return runtime;
  }

  synchronized void start() {
    if (kubelet == null) {
      kubelet = kubelets.get();
      kubelet.start();
    }
  }

  synchronized void stop() {
    Kubelet running = kubelet;
    kubelet = null;
    if (running != null) {
      running.close();
    }
  }
}
