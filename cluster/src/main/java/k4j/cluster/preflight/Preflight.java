package k4j.cluster.preflight;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What must be true of the machine before a cluster can start. Each answer is one sentence that
/// says what is wrong and what to do.
public final class Preflight {

  private static final long NEEDED_BYTES = 200L << 20;
  private static final List<String> TOOLS = List.of("ip", "mount", "unshare", "nsenter");

  private final Map<String, String> environment;

  public Preflight(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /// The first thing that is missing of what a real node needs: Linux, root and a few tools.
  public Optional<String> machine() {
    String system = System.getProperty("os.name", "");
    if (!system.equals("Linux")) {
      return Optional.of(
          "containers need Linux, and this is %s; run k4j in a Linux machine.".formatted(system));
    }
    if (!isRoot()) {
      return Optional.of(
          "containers, networks and mounts need root for now; run 'sudo ./k4j start' (a rootless"
              + " mode comes later).");
    }
    List<String> missing = TOOLS.stream().filter(tool -> !onPath(tool)).toList();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s not found on the PATH; install them (Debian: apt-get install iproute2 util-linux)."
                .formatted(String.join(", ", missing)));
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException _) {
      return false;
    }
  }

  private boolean onPath(String tool) {
    var folders = new ArrayList<>(List.of(environment.getOrDefault("PATH", "").split(":", -1)));
    folders.addAll(List.of("/usr/sbin", "/sbin")); // where Debian keeps `ip` from plain users
    return folders.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /// Whether the folder can be made and written and has room.
  public static Optional<String> folder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      return Optional.of(
          "the folder %s cannot be made (%s); set K4J_HOME to one that you may write."
              .formatted(folder, e.getMessage()));
    }
    if (!Files.isWritable(folder)) {
      return Optional.of(
          "the folder %s may not be written by you; set K4J_HOME to one that you may write."
              .formatted(folder));
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      return free >= NEEDED_BYTES
          ? Optional.empty()
          : Optional.of(
              "the disk of %s has %d MB left and a cluster needs %d MB; free some, or set K4J_HOME"
                      .formatted(folder, free >> 20, NEEDED_BYTES >> 20)
                  + " to another disk.");
    } catch (IOException e) {
      return Optional.of("the disk of %s cannot be read: %s.".formatted(folder, e.getMessage()));
    }
  }

  /// Whether a port of this machine's loopback is free.
  ///
  /// @param option what to give to `k4j start` to take another
  public static Optional<String> port(int port, String what, String option) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Optional.empty();
    } catch (IOException _) {
      return Optional.of(
          "port %d for the %s is taken; stop what uses it ('ss -ltnp sport = :%d' tells), or start"
                  .formatted(port, what, port)
              + " with '%s OTHER'.".formatted(option));
    }
  }
}
