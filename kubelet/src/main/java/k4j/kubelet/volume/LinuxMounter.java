package k4j.kubelet.volume;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Mounts with the tools of util-linux, which every Linux has.
public final class LinuxMounter implements Mounter {

  private static final Path MOUNT_INFO = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  @Override
  public void tmpfs(Path target, String options) throws IOException {
    List<String> command = new ArrayList<>(List.of("mount", "-t", "tmpfs"));
    if (!options.isEmpty()) {
      command.addAll(List.of("-o", options));
    }
    command.addAll(List.of("tmpfs", target.toString()));
    run(command);
  }

  private static void run(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      byte[] output = process.getInputStream().readAllBytes();
      if (process.waitFor() != 0) {
        throw new IOException(new String(output, StandardCharsets.UTF_8).strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while running " + command.getFirst(), e);
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
      run(List.of("umount", "--lazy", mount.toString()));
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
