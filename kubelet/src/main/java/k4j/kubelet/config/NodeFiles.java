package k4j.kubelet.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import k4j.kubelet.volume.Trees;

/// What a kubelet keeps on its node's disk for containers, besides their volumes.
public interface NodeFiles {

  /// The disk of this machine.
  NodeFiles DISK = new Disk();

  /// No disk at all: for nodes whose containers read no files.
  NodeFiles NONE = new None();

  void makeDirectories(Path directory) throws IOException;

  /// Writes a file and the directories above it.
  ///
  /// @param mode as `chmod` takes it
  void write(Path file, String content, int mode) throws IOException;

  /// Writes a file anew: whoever reads it finds the old content or the new one, whole.
  void replace(Path file, byte[] content) throws IOException;

  /// The names in a directory; none where there is no such directory.
  List<String> names(Path directory) throws IOException;

  /// Deletes a directory with what is in it, or a file.
  void delete(Path tree) throws IOException;

  /// See [#DISK].
  final class Disk implements NodeFiles {

    private Disk() {}

    @Override
    public void makeDirectories(Path directory) throws IOException {
      Files.createDirectories(directory);
    }

    @Override
    public void write(Path file, String content, int mode) throws IOException {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      Files.setAttribute(file, "unix:mode", mode);
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.write(fresh, content);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public List<String> names(Path directory) throws IOException {
      if (!Files.isDirectory(directory)) {
        return List.of();
      }
      try (var files = Files.list(directory)) {
        return files.map(file -> file.getFileName().toString()).toList();
      }
    }

    @Override
    public void delete(Path tree) throws IOException {
      Trees.delete(tree);
    }
  }

  /// See [#NONE].
  final class None implements NodeFiles {

    private None() {}

    @Override
    public void makeDirectories(Path directory) {}

    @Override
    public void write(Path file, String content, int mode) {}

    @Override
    public void replace(Path file, byte[] content) {}

    @Override
    public List<String> names(Path directory) {
      return List.of();
    }

    @Override
    public void delete(Path tree) {}
  }
}
