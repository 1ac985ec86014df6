package k4j.cri.sandbox;

import java.util.Map;
import k4j.cri.container.LinuxContainerResources;

/// The Linux part of a sandbox. `cgroupParent` is a cgroup path such as `/k4j-main/pod1234`, empty
/// for the runtime's own choice; `resources` are the limits of the pod as a whole.
public record LinuxPodSandboxConfig(
    String cgroupParent,
    LinuxSandboxSecurityContext securityContext,
    Map<String, String> sysctls,
    LinuxContainerResources overhead,
    LinuxContainerResources resources) {
  public static final LinuxPodSandboxConfig DEFAULT =
      new LinuxPodSandboxConfig(
          "",
          LinuxSandboxSecurityContext.DEFAULT,
          Map.of(),
          LinuxContainerResources.NONE,
          LinuxContainerResources.NONE);

  public LinuxPodSandboxConfig {
    sysctls = Map.copyOf(sysctls);
  }

  public LinuxPodSandboxConfig with(LinuxContainerResources changed) {
    return new LinuxPodSandboxConfig(cgroupParent, securityContext, sysctls, overhead, changed);
  }
}
