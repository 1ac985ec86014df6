package k4j.kubelet.volume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;

/// Replaces the files of a directory in one step, as Kubernetes does: they stand in a directory
/// with a time in its name, `..data` leads there, and each name leads through `..data`.
final class AtomicWriter {

  private static final String DATA = "..data";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy_MM_dd_HH_mm_ss").withZone(ZoneOffset.UTC);
  private static final int PERMISSIONS = 07777;

  private final Path target;
  private final OptionalLong group;
  private final RandomGenerator random;

  /// @param group who may read the files besides their owner
  AtomicWriter(Path target, OptionalLong group, RandomGenerator random) {
    this.target = target;
    this.group = group;
    this.random = random;
  }

  /// Whether anything had to be written.
  boolean write(Map<String, PayloadFile> files, Instant now) throws IOException {
    Path data = target.resolve(DATA);
    if (Files.isSymbolicLink(data) && same(data, files)) {
      return false;
    }
    Path fresh =
        Files.createDirectory(
            target.resolve(".." + STAMP.format(now) + "." + random.nextLong(1, Long.MAX_VALUE)));
    mode(fresh, 0755);
    for (Map.Entry<String, PayloadFile> file : files.entrySet()) {
      writeFile(fresh.resolve(file.getKey()).normalize(), fresh, file.getValue());
    }
    Path old = Files.isSymbolicLink(data) ? target.resolve(Files.readSymbolicLink(data)) : null;
    Path link = target.resolve("..data_tmp");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, fresh.getFileName());
    Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    linkNames(files);
    if (old != null) {
      Trees.delete(old);
    }
    return true;
  }

  private static boolean same(Path data, Map<String, PayloadFile> files) throws IOException {
    Set<String> found = new HashSet<>();
    Path real = data.toRealPath();
    try (var paths = Files.walk(real)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = real.relativize(path).toString();
        PayloadFile file = files.get(name);
        if (file == null || !Arrays.equals(Files.readAllBytes(path), file.data())) {
          return false;
        }
        found.add(name);
      }
    }
    return found.equals(files.keySet());
  }

  private void writeFile(Path path, Path root, PayloadFile file) throws IOException {
    if (!path.startsWith(root)) {
      throw new IOException("path " + path + " leads out of the volume");
    }
    for (Path directory = path.getParent();
        directory != null && !directory.equals(root) && !Files.exists(directory);
        directory = directory.getParent()) {
      Files.createDirectories(directory);
      mode(directory, 0755);
    }
    Files.write(path, file.data());
    mode(path, file.mode());
    if (file.owner().isPresent()) {
      Files.setAttribute(path, "unix:uid", (int) file.owner().getAsLong());
    }
    if (group.isPresent()) {
      Files.setAttribute(path, "unix:gid", (int) group.getAsLong());
      mode(path, file.mode() | 0440);
    }
  }

  private static void mode(Path path, int mode) throws IOException {
    Files.setAttribute(path, "unix:mode", mode & PERMISSIONS);
  }

  private void linkNames(Map<String, PayloadFile> files) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (String name : files.keySet()) {
      wanted.add(Path.of(name).getName(0).toString());
    }
    try (DirectoryStream<Path> present = Files.newDirectoryStream(target)) {
      for (Path path : present) {
        String name = path.getFileName().toString();
        if (!name.startsWith("..") && !wanted.contains(name)) {
          Files.delete(path);
        }
      }
    }
    for (String name : wanted) {
      Path link = target.resolve(name);
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of(DATA, name));
      }
    }
  }
}
