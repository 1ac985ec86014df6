package k4j.cri.sandbox;

import java.util.List;
import java.util.OptionalLong;
import k4j.cri.container.SecurityProfile;

/// How the sandbox itself is confined.
public record LinuxSandboxSecurityContext(
    NamespaceOption namespaceOptions,
    OptionalLong runAsUser,
    OptionalLong runAsGroup,
    boolean readonlyRootfs,
    List<Long> supplementalGroups,
    boolean privileged,
    SecurityProfile seccomp) {
  public static final LinuxSandboxSecurityContext DEFAULT = of(NamespaceOption.DEFAULT, false);

  public LinuxSandboxSecurityContext {
    supplementalGroups = List.copyOf(supplementalGroups);
  }

  public static LinuxSandboxSecurityContext of(NamespaceOption namespaces, boolean privileged) {
    return new LinuxSandboxSecurityContext(
        namespaces,
        OptionalLong.empty(),
        OptionalLong.empty(),
        false,
        List.of(),
        privileged,
        SecurityProfile.UNCONFINED);
  }
}
