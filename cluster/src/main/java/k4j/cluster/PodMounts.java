package k4j.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Volumes that a kubelet had mounted when it was killed.
final class PodMounts {

  private static final Path TABLE = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  private PodMounts() {}

  /// Unmounts everything below a folder, the deepest first.
  static void unmountBelow(Path folder) {
    try {
      List<String> points = below(folder);
      for (String point : points.reversed()) {
        new ProcessBuilder("umount", "--lazy", point).start().waitFor();
      }
      List<String> left = below(folder);
      if (!left.isEmpty()) {
        // Whoever deletes the folder next would delete what is mounted there.
        throw new ClusterFailure(String.join(", ", left) + " cannot be unmounted");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> below(Path folder) throws IOException {
    String prefix = folder + "/";
    return Files.readAllLines(TABLE).stream()
        .map(line -> line.split(" ", -1)[MOUNT_POINT])
        .map(PodMounts::unescape)
        .filter(point -> point.startsWith(prefix))
        .toList();
  }

  /// The kernel writes blanks and their like in octal.
  private static String unescape(String text) {
    return text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\");
  }
}
