package k4j.cri.container;

import java.util.List;
import java.util.OptionalLong;
import k4j.cri.sandbox.NamespaceOption;

/// How a container is confined. `runAsUsername` counts when `runAsUser` is empty; when both are,
/// the image's user does.
public record LinuxContainerSecurityContext(
    Capabilities capabilities,
    boolean privileged,
    NamespaceOption namespaceOptions,
    OptionalLong runAsUser,
    OptionalLong runAsGroup,
    String runAsUsername,
    boolean readonlyRootfs,
    List<Long> supplementalGroups,
    boolean supplementalGroupsStrict,
    boolean noNewPrivs,
    List<String> maskedPaths,
    List<String> readonlyPaths,
    SecurityProfile seccomp) {
  /// The paths that the kubelet masks with `procMount: Default`.
  public static final List<String> DEFAULT_MASKED_PATHS =
      List.of(
          "/proc/asound",
          "/proc/acpi",
          "/proc/interrupts",
          "/proc/kcore",
          "/proc/keys",
          "/proc/latency_stats",
          "/proc/timer_list",
          "/proc/timer_stats",
          "/proc/sched_debug",
          "/proc/scsi",
          "/sys/firmware",
          "/sys/devices/virtual/powercap");

  /// The paths that the kubelet makes read-only with `procMount: Default`.
  public static final List<String> DEFAULT_READONLY_PATHS =
      List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

  public static final LinuxContainerSecurityContext DEFAULT = builder().build();

  public LinuxContainerSecurityContext {
    supplementalGroups = List.copyOf(supplementalGroups);
    maskedPaths = List.copyOf(maskedPaths);
    readonlyPaths = List.copyOf(readonlyPaths);
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Collects the parts of a security context, starting from the defaults.
  public static final class Builder {
    private Capabilities capabilities = Capabilities.DEFAULT;
    private boolean privileged;
    private NamespaceOption namespaceOptions = NamespaceOption.DEFAULT;
    private OptionalLong runAsUser = OptionalLong.empty();
    private OptionalLong runAsGroup = OptionalLong.empty();
    private String runAsUsername = "";
    private boolean readonlyRootfs;
    private List<Long> supplementalGroups = List.of();
    private boolean supplementalGroupsStrict;
    private boolean noNewPrivs;
    private List<String> maskedPaths = DEFAULT_MASKED_PATHS;
    private List<String> readonlyPaths = DEFAULT_READONLY_PATHS;
    private SecurityProfile seccomp = SecurityProfile.UNCONFINED;

    private Builder() {}

    public Builder capabilities(Capabilities value) {
      capabilities = value;
      return this;
    }

    public Builder privileged(boolean value) {
      privileged = value;
      return this;
    }

    public Builder namespaceOptions(NamespaceOption value) {
      namespaceOptions = value;
      return this;
    }

    public Builder runAsUser(long uid) {
      runAsUser = OptionalLong.of(uid);
      return this;
    }

    public Builder runAsGroup(long gid) {
      runAsGroup = OptionalLong.of(gid);
      return this;
    }

    public Builder runAsUsername(String name) {
      runAsUsername = name;
      return this;
    }

    public Builder readonlyRootfs(boolean value) {
      readonlyRootfs = value;
      return this;
    }

    public Builder supplementalGroups(List<Long> gids) {
      supplementalGroups = gids;
      return this;
    }

    public Builder supplementalGroupsStrict(boolean value) {
      supplementalGroupsStrict = value;
      return this;
    }

    public Builder noNewPrivs(boolean value) {
      noNewPrivs = value;
      return this;
    }

    public Builder maskedPaths(List<String> paths) {
      maskedPaths = paths;
      return this;
    }

    public Builder readonlyPaths(List<String> paths) {
      readonlyPaths = paths;
      return this;
    }

    public Builder seccomp(SecurityProfile profile) {
      seccomp = profile;
      return this;
    }

    public LinuxContainerSecurityContext build() {
      return new LinuxContainerSecurityContext(
          capabilities,
          privileged,
          namespaceOptions,
          runAsUser,
          runAsGroup,
          runAsUsername,
          readonlyRootfs,
          supplementalGroups,
          supplementalGroupsStrict,
          noNewPrivs,
          maskedPaths,
          readonlyPaths,
          seccomp);
    }
  }
}
