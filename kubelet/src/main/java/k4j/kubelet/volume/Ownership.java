package k4j.kubelet.volume;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/// Gives all that is in a volume to the group of a pod (`fsGroup`, `fsGroupChangePolicy`).
final class Ownership {

  private static final int READ_AND_WRITE = 0660;
  private static final int ENTER = 0110;
  private static final int SET_GID = 02000;

  private Ownership() {}

  /// @param onRootMismatch whether nothing is done where the volume itself is right
  static void give(Path root, int group, boolean onRootMismatch) throws IOException {
    if (onRootMismatch && isRight(root, group)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            give(file, group, attributes.isSymbolicLink() ? 0 : READ_AND_WRITE);
            return FileVisitResult.CONTINUE;
          }

          // After what is in it, so that a root that is right tells that all of it is.
          @Override
          public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException problem)
              throws IOException {
            if (problem != null) {
              throw problem;
            }
            give(directory, group, READ_AND_WRITE | ENTER | SET_GID);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void give(Path path, int group, int more) throws IOException {
    int mode = mode(path);
    Files.setAttribute(path, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
    if (more != 0) {
      Files.setAttribute(path, "unix:mode", (mode & 07777) | more);
    }
  }

  private static boolean isRight(Path root, int group) throws IOException {
    int wanted = READ_AND_WRITE | ENTER | SET_GID;
    return (int) Files.getAttribute(root, "unix:gid") == group && (mode(root) & wanted) == wanted;
  }

  private static int mode(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
  }
}
