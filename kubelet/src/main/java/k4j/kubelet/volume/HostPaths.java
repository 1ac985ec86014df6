package k4j.kubelet.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `hostPath` volumes: what type says must be there is checked or made.
final class HostPaths {

  private static final int TYPE_MASK = 0170000;
  private static final int SOCKET = 0140000;
  private static final int BLOCK = 0060000;
  private static final int CHARACTER = 0020000;

  private HostPaths() {}

  static void check(Path path, String type) throws VolumeException {
    try {
      checkOrMake(path, type);
    } catch (IOException e) {
      throw new VolumeException("hostPath " + path + " could not be made: " + e.getMessage(), e);
    }
  }

  private static void checkOrMake(Path path, String type) throws IOException, VolumeException {
    switch (type) {
      case "" -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path);
        }
      }
      case "DirectoryOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createDirectories(path);
        }
        require(Files.isDirectory(path), path, "a directory");
      }
      case "Directory" -> require(Files.isDirectory(path), path, "a directory");
      case "FileOrCreate" -> {
        if (!Files.exists(path)) {
          Files.createFile(path);
        }
        require(Files.isRegularFile(path), path, "a file");
      }
      case "File" -> require(Files.isRegularFile(path), path, "a file");
      case "Socket" -> require(is(path, SOCKET), path, "a socket file");
      case "CharDevice" -> require(is(path, CHARACTER), path, "a character device");
      case "BlockDevice" -> require(is(path, BLOCK), path, "a block device");
      default -> throw new VolumeException(type + " is an invalid volume type");
    }
  }

  private static boolean is(Path path, int type) throws IOException {
    return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == type;
  }

  private static void require(boolean holds, Path path, String what) throws VolumeException {
    if (!holds) {
      throw new VolumeException("hostPath type check failed: " + path + " is not " + what);
    }
  }
}
