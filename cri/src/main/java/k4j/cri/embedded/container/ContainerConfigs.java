package k4j.cri.embedded.container;

import java.util.List;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.Mount;

/// Variants of a container's configuration.
final class ContainerConfigs {
  private ContainerConfigs() {}

  static ContainerConfig withMounts(ContainerConfig config, List<Mount> mounts) {
    return new ContainerConfig(
        config.metadata(),
        config.image(),
        config.command(),
        config.args(),
        config.workingDir(),
        config.envs(),
        mounts,
        config.devices(),
        config.labels(),
        config.annotations(),
        config.logPath(),
        config.stdin(),
        config.stdinOnce(),
        config.tty(),
        config.resources(),
        config.securityContext(),
        config.stopSignal());
  }
}
