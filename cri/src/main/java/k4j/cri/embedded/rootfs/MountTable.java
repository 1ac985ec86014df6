package k4j.cri.embedded.rootfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The mounts of the calling thread's namespace, in the order of mounting.
public record MountTable(List<Entry> entries) {
  /// One mount: where it is, and its kind of file system.
  public record Entry(String target, String type, String root) {
    public boolean isBelow(String directory) {
      return directory.equals("/")
          || target.equals(directory)
          || target.startsWith(directory + "/");
    }
  }

  public MountTable {
    entries = List.copyOf(entries);
  }

  public static MountTable ofThread() throws IOException {
    return parse(Files.readAllLines(Path.of("/proc/thread-self/mountinfo")));
  }

  static MountTable parse(List<String> lines) {
    List<Entry> entries = new ArrayList<>();
    for (String line : lines) {
      String[] halves = line.split(" - ", 2);
      String[] left = halves[0].split(" ", -1);
      entries.add(new Entry(unescape(left[4]), halves[1].split(" ", -1)[0], unescape(left[3])));
    }
    return new MountTable(entries);
  }

  /// Spaces, tabs, line ends and backslashes are in octal there.
  private static String unescape(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
