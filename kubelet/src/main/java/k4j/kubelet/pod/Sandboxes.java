package k4j.kubelet.pod;

import k4j.cri.sandbox.PodSandboxStatus;

/// The runtime handler of system components, whose containers live inside this process.
public final class Sandboxes {

  public static final String IN_PROCESS = "in-process";

  private Sandboxes() {}

  public static boolean isInProcess(PodSandboxStatus sandbox) {
    return sandbox.runtimeHandler().equals(IN_PROCESS);
  }
}
