package k4j.cri.sandbox;

/// Whether containers may be started in a sandbox.
public enum PodSandboxState {
  SANDBOX_READY,
  SANDBOX_NOTREADY
}
