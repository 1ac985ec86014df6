package k4j.kubelet.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// What the machine is, read from `/proc`, `/etc` and the file system.
public record MachineFacts(
    int cpus,
    long memoryBytes,
    long storageBytes,
    String architecture,
    String bootId,
    String kernelVersion,
    String machineId,
    String systemUuid,
    String osImage) {

  private static final int KIB = 1024;

  /// @param root where the node keeps its data
  public static MachineFacts read(Path root) {
    String machineId = text(Path.of("/etc/machine-id"), "");
    return new MachineFacts(
        Runtime.getRuntime().availableProcessors(),
        memory("MemTotal:"),
        storage(root),
        goArchitecture(),
        text(Path.of("/proc/sys/kernel/random/boot_id"), ""),
        text(Path.of("/proc/sys/kernel/osrelease"), ""),
        machineId,
        text(Path.of("/sys/class/dmi/id/product_uuid"), machineId),
        prettyOsName());
  }

  private static String goArchitecture() {
    String name = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    return switch (name) {
      case "x86_64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> name;
    };
  }

  private static String text(Path file, String otherwise) {
    try {
      return Files.isReadable(file) ? Files.readString(file).strip() : otherwise;
    } catch (IOException _) {
      return otherwise; // a fact that this machine does not tell
    }
  }

  private static String prettyOsName() {
    for (String line : text(Path.of("/etc/os-release"), "").lines().toList()) {
      if (line.startsWith("PRETTY_NAME=")) {
        return line.substring("PRETTY_NAME=".length()).replace("\"", "");
      }
    }
    return "Linux";
  }

  /// Memory that could be given out at this moment, in bytes.
  public static long availableMemory() {
    return memory("MemAvailable:");
  }

  private static long memory(String name) {
    for (String line : text(Path.of("/proc/meminfo"), "").lines().toList()) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * KIB;
      }
    }
    return 0;
  }

  private static long storage(Path root) {
    try {
      Files.createDirectories(root);
      return Files.getFileStore(root).getTotalSpace();
    } catch (IOException e) {
      throw new UncheckedIOException("the kubelet's directory " + root + " cannot be made", e);
    }
  }

  static String kib(long bytes) {
    return bytes / KIB + "Ki";
  }
}
