package k4j.cri.embedded.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import k4j.cri.container.LinuxContainerSecurityContext;

/// Which capabilities a container gets, with their kernel numbers.
public final class CapabilitySet {
  /// By their numbers in the kernel.
  private static final List<String> ALL =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_DAC_READ_SEARCH",
          "CAP_FOWNER",
          "CAP_FSETID",
          "CAP_KILL",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETPCAP",
          "CAP_LINUX_IMMUTABLE",
          "CAP_NET_BIND_SERVICE",
          "CAP_NET_BROADCAST",
          "CAP_NET_ADMIN",
          "CAP_NET_RAW",
          "CAP_IPC_LOCK",
          "CAP_IPC_OWNER",
          "CAP_SYS_MODULE",
          "CAP_SYS_RAWIO",
          "CAP_SYS_CHROOT",
          "CAP_SYS_PTRACE",
          "CAP_SYS_PACCT",
          "CAP_SYS_ADMIN",
          "CAP_SYS_BOOT",
          "CAP_SYS_NICE",
          "CAP_SYS_RESOURCE",
          "CAP_SYS_TIME",
          "CAP_SYS_TTY_CONFIG",
          "CAP_MKNOD",
          "CAP_LEASE",
          "CAP_AUDIT_WRITE",
          "CAP_AUDIT_CONTROL",
          "CAP_SETFCAP",
          "CAP_MAC_OVERRIDE",
          "CAP_MAC_ADMIN",
          "CAP_SYSLOG",
          "CAP_WAKE_ALARM",
          "CAP_BLOCK_SUSPEND",
          "CAP_AUDIT_READ",
          "CAP_PERFMON",
          "CAP_BPF",
          "CAP_CHECKPOINT_RESTORE");

  /// What containers have that ask for nothing, as everywhere since Docker.
  private static final List<String> DEFAULT =
      List.of(
          "CAP_CHOWN",
          "CAP_DAC_OVERRIDE",
          "CAP_FSETID",
          "CAP_FOWNER",
          "CAP_MKNOD",
          "CAP_NET_RAW",
          "CAP_SETGID",
          "CAP_SETUID",
          "CAP_SETFCAP",
          "CAP_SETPCAP",
          "CAP_NET_BIND_SERVICE",
          "CAP_SYS_CHROOT",
          "CAP_KILL",
          "CAP_AUDIT_WRITE");

  private CapabilitySet() {}

  /// The names with `CAP_`, none that we ourselves lack (`available`, a bit mask).
  public static List<String> of(LinuxContainerSecurityContext security, long available) {
    Set<String> result = new LinkedHashSet<>();
    if (security.privileged()) {
      result.addAll(ALL);
    } else {
      List<String> added = names(security.capabilities().add());
      List<String> dropped = names(security.capabilities().drop());
      if (added.contains("CAP_ALL")) {
        result.addAll(ALL);
      } else if (!dropped.contains("CAP_ALL")) {
        result.addAll(DEFAULT);
      }
      dropped.forEach(result::remove);
      added.stream().filter(ALL::contains).forEach(result::add);
    }
    result.removeIf(name -> (available & bit(name)) == 0);
    return List.copyOf(result);
  }

  /// The capabilities of this process, as a bit mask.
  public static long own() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("CapBnd:")) {
        return Long.parseUnsignedLong(line.substring("CapBnd:".length()).strip(), 16);
      }
    }
    return 0;
  }

  public static long mask(List<String> names) {
    return names.stream().mapToLong(CapabilitySet::bit).reduce(0, (a, b) -> a | b);
  }

  private static long bit(String name) {
    return 1L << ALL.indexOf(name);
  }

  private static List<String> names(List<String> names) {
    List<String> result = new ArrayList<>();
    for (String name : names) {
      String upper = name.toUpperCase(Locale.ROOT);
      result.add(upper.startsWith("CAP_") ? upper : "CAP_" + upper);
    }
    return result;
  }
}
