package k4j.cri.embedded.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.cri.container.LinuxContainerSecurityContext;
import k4j.cri.embedded.json.Json;

/// Seccomp profiles for an OCI runtime.
public final class Seccomp {
  /// Calls that a container has no business with: other namespaces, modules, clocks, keys, tracing
  /// of the kernel. Those that a capability allows all the same are left out by name below.
  private static final List<String> REFUSED =
      List.of(
          "acct",
          "add_key",
          "bpf",
          "clock_adjtime",
          "clock_settime",
          "create_module",
          "delete_module",
          "finit_module",
          "fsconfig",
          "fsmount",
          "fsopen",
          "fspick",
          "get_kernel_syms",
          "init_module",
          "io_uring_enter",
          "io_uring_register",
          "io_uring_setup",
          "ioperm",
          "iopl",
          "kexec_file_load",
          "kexec_load",
          "keyctl",
          "lookup_dcookie",
          "mount",
          "mount_setattr",
          "move_mount",
          "nfsservctl",
          "open_by_handle_at",
          "open_tree",
          "perf_event_open",
          "pivot_root",
          "query_module",
          "quotactl",
          "quotactl_fd",
          "reboot",
          "request_key",
          "setns",
          "settimeofday",
          "stime",
          "swapoff",
          "swapon",
          "sysfs",
          "umount",
          "umount2",
          "unshare",
          "uselib",
          "userfaultfd",
          "ustat",
          "vhangup",
          "vm86",
          "vm86old",
          "_sysctl");

  private static final Map<String, List<String>> ALLOWED_WITH =
      Map.of(
          "CAP_SYS_ADMIN",
              List.of(
                  "bpf",
                  "fsconfig",
                  "fsmount",
                  "fsopen",
                  "fspick",
                  "lookup_dcookie",
                  "mount",
                  "mount_setattr",
                  "move_mount",
                  "open_tree",
                  "perf_event_open",
                  "quotactl",
                  "quotactl_fd",
                  "setns",
                  "umount",
                  "umount2",
                  "unshare"),
          "CAP_SYS_MODULE", List.of("delete_module", "init_module", "finit_module"),
          "CAP_SYS_TIME", List.of("clock_adjtime", "clock_settime", "settimeofday", "stime"),
          "CAP_SYS_BOOT", List.of("reboot", "kexec_load", "kexec_file_load"),
          "CAP_SYS_PACCT", List.of("acct"),
          "CAP_SYS_RAWIO", List.of("ioperm", "iopl"),
          "CAP_DAC_READ_SEARCH", List.of("open_by_handle_at"),
          "CAP_SYS_CHROOT", List.of(),
          "CAP_BPF", List.of("bpf"),
          "CAP_PERFMON", List.of("perf_event_open"));

  private static final List<String> ARCHITECTURES =
      "aarch64".equals(System.getProperty("os.arch"))
          ? List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM")
          : List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32");

  private Seccomp() {}

  /// The profile to put into the bundle; none when the container runs unconfined.
  static Optional<Object> profile(LinuxContainerSecurityContext security, List<String> capabilities)
      throws IOException {
    if (!confines(security)) {
      return Optional.empty();
    }
    return switch (security.seccomp().type()) {
      case UNCONFINED -> Optional.empty();
      case RUNTIME_DEFAULT -> Optional.of(standard(capabilities));
      case LOCALHOST -> {
        String file = security.seccomp().localhostRef();
        try {
          yield Optional.of(Json.parse(Files.readAllBytes(Path.of(file))));
        } catch (IllegalArgumentException e) {
          throw new IOException("cannot load seccomp profile " + file + ": " + e.getMessage(), e);
        }
      }
    };
  }

  /// Whether a container has a filter at all; privileged ones never do.
  public static boolean confines(LinuxContainerSecurityContext security) {
    return !security.privileged()
        && security.seccomp().type() != k4j.cri.container.SecurityProfile.Type.UNCONFINED;
  }

  private static Map<String, Object> standard(List<String> capabilities) {
    List<String> refused =
        REFUSED.stream()
            .filter(call ->
                capabilities.stream()
                    .noneMatch(c -> ALLOWED_WITH.getOrDefault(c, List.of()).contains(call)))
            .toList();
    return Map.of(
        "defaultAction",
        "SCMP_ACT_ALLOW",
        "architectures",
        ARCHITECTURES,
        "syscalls",
        List.of(Map.of("names", refused, "action", "SCMP_ACT_ERRNO", "errnoRet", 1)));
  }
}
