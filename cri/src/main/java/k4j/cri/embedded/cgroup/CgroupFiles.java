package k4j.cri.embedded.cgroup;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// Reading and writing the files of one cgroup hierarchy.
final class CgroupFiles {
  private CgroupFiles() {}

  static void write(Path file, Object value) throws IOException {
    Files.writeString(file, value.toString());
  }

  static OptionalLong number(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.equals("max") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    } catch (IOException | NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /// A value of a file of `key value` lines.
  static long entry(Path file, String key) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(key + " ")) {
          return Long.parseLong(line.substring(key.length() + 1).strip());
        }
      }
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
    return 0;
  }

  static List<Long> processes(Path directory) throws IOException {
    List<Long> result = new ArrayList<>();
    for (Path group : tree(directory)) {
      try {
        for (String line : Files.readAllLines(group.resolve("cgroup.procs"))) {
          result.add(Long.parseLong(line));
        }
      } catch (IOException e) {
        if (!(e instanceof FileSystemException) && !isGone(e)) {
          throw e;
        }
      }
    }
    return result;
  }

  /// A group that is being removed answers ENODEV.
  private static boolean isGone(IOException e) {
    return String.valueOf(e.getMessage()).contains("No such device");
  }

  static void remove(Path directory) throws IOException {
    for (Path group : tree(directory).reversed()) {
      try {
        Files.deleteIfExists(group);
      } catch (DirectoryNotEmptyException e) {
        throw new IOException("cgroup " + group + " still has processes", e);
      }
    }
  }

  static List<String> children(Path directory) throws IOException {
    try (Stream<Path> list = Files.list(directory)) {
      return list.filter(Files::isDirectory).map(p -> p.getFileName().toString()).toList();
    } catch (NoSuchFileException _) {
      return List.of();
    }
  }

  /// The directory and those below it, parents first.
  private static List<Path> tree(Path directory) throws IOException {
    List<Path> result = new ArrayList<>();
    if (Files.isDirectory(directory)) {
      result.add(directory);
      for (String child : children(directory)) {
        result.addAll(tree(directory.resolve(child)));
      }
    }
    return result;
  }
}
