package k4j.cri.embedded.rootfs;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// Paths below a root that is not ours: symbolic links are followed as if the root were `/`, so
/// that none of them leads out. Meant for trees in which nothing runs yet.
public record RootedPath(Path root) {
  private static final int MAX_LINKS = 40;

  /// The place of a path below the root, with all links followed; what does not exist is taken as
  /// it is written.
  public Path resolve(String path) throws IOException {
    Deque<String> pending = new ArrayDeque<>();
    split(path, pending);
    Path at = root;
    int links = 0;
    while (!pending.isEmpty()) {
      String name = pending.pop();
      if (name.equals("..")) {
        at = at.equals(root) ? root : parent(at);
        continue;
      }
      Path next = at.resolve(name);
      if (Files.isSymbolicLink(next)) {
        if (++links > MAX_LINKS) {
          throw new FileSystemException(path, null, "too many levels of symbolic links");
        }
        String target = Files.readSymbolicLink(next).toString();
        at = target.startsWith("/") ? root : at;
        split(target, pending);
      } else {
        at = next;
      }
    }
    return at;
  }

  /// A place to mount on: made, with its parents, if it is not there.
  public Path mountPoint(String path, boolean directory) throws IOException {
    Path place = resolve(path);
    if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
      return place;
    }
    if (directory) {
      Files.createDirectories(place);
    } else {
      Files.createDirectories(parent(place));
      Files.createFile(place);
    }
    return place;
  }

  public Optional<String> read(String path) {
    try {
      return Optional.of(Files.readString(resolve(path)));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// Whether a program can be executed that is named like this, in this environment.
  public Optional<String> program(String name, String searchPath, String workingDirectory)
      throws IOException {
    if (name.contains("/")) {
      String path = name.startsWith("/") ? name : workingDirectory + "/" + name;
      return isProgram(path) ? Optional.of(path) : Optional.empty();
    }
    for (String directory : searchPath.split(":", -1)) {
      String path = (directory.isEmpty() ? "." : directory) + "/" + name;
      if (isProgram(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private boolean isProgram(String path) throws IOException {
    Path place = resolve(path);
    return Files.isRegularFile(place) && Files.isExecutable(place);
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static void split(String path, Deque<String> pending) {
    String[] names = path.split("/", -1);
    for (int i = names.length - 1; i >= 0; i--) {
      if (!names[i].isEmpty() && !names[i].equals(".")) {
        pending.push(names[i]);
      }
    }
  }
}
