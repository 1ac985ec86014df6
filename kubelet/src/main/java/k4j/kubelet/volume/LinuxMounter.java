package k4j.kubelet.volume;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import k4j.cri.embedded.linux.LinuxException;
import k4j.cri.embedded.linux.Mounts;

/// Mounts with the system calls of Linux.
public final class LinuxMounter implements Mounter {

  private static final Path MOUNT_INFO = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  @Override
  public void tmpfs(Path target, String options) throws IOException {
    try {
      Mounts.mount("tmpfs", target.toString(), "tmpfs", 0, options);
    } catch (LinuxException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public void mount(String source, Path target, String type, List<String> options)
      throws IOException {
    var arguments = new ArrayList<String>(List.of("-t", type));
    if (!options.isEmpty()) {
      arguments.addAll(List.of("-o", String.join(",", options)));
    }
    arguments.addAll(List.of(source, target.toString()));
    var command = new ArrayList<String>(List.of("mount"));
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output = process.inputReader()) {
      String text = output.readAllAsString();
      int code = process.waitFor();
      if (code != 0) {
        throw new IOException(
            """
            mount failed: exit status %d
            Mounting command: mount
            Mounting arguments: %s
            Output: %s\
            """
                .formatted(code, String.join(" ", arguments), text));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("mount of " + source + " was interrupted");
    }
  }

  @Override
  public boolean isMounted(Path target) throws IOException {
    return mounts(target).contains(target);
  }

  @Override
  public void unmountAll(Path root) throws IOException {
    List<Path> deepestFirst =
        mounts(root).stream()
            .sorted(Comparator.comparingInt(Path::getNameCount).reversed())
            .toList();
    for (Path mount : deepestFirst) {
      try {
        Mounts.detach(mount.toString());
      } catch (LinuxException e) {
        throw new IOException(e.getMessage(), e);
      }
    }
  }

  private static List<Path> mounts(Path root) throws IOException {
    return Files.readAllLines(MOUNT_INFO).stream()
        .map(line -> Path.of(unescape(line.split(" ", -1)[MOUNT_POINT])))
        .filter(path -> path.startsWith(root))
        .toList();
  }

  private static String unescape(String path) {
    return path.contains("\\")
        ? path.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        : path;
  }
}
