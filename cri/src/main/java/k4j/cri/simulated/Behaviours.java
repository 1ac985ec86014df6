package k4j.cri.simulated;

import k4j.cri.sandbox.PodSandboxConfig;

/// Says what simulated containers do.
@FunctionalInterface
public interface Behaviours {

  /// @param container its name
  /// @throws k4j.cri.CriException where what the pod says of it cannot be understood
  Behaviour of(PodSandboxConfig pod, String container);
}
