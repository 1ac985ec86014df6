package k4j.cri.embedded.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import k4j.cri.embedded.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records on disk: `sandboxes/ID/state.json` and `containers/ID/state.json` below the root,
/// each replaced as a whole. They describe processes of this boot, so they are not forced to the
/// disk.
public final class StateStore {
  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);
  private final Path root;

  public StateStore(Path root) {
    this.root = root;
  }

  public Path root() {
    return root;
  }

  public Path sandbox(String id) {
    return root.resolve("sandboxes").resolve(id);
  }

  public Path container(String id) {
    return root.resolve("containers").resolve(id);
  }

  public void save(SandboxRecord record) throws IOException {
    save(sandbox(record.id()), SandboxCodec.write(record));
  }

  public void save(ContainerRecord record) throws IOException {
    save(container(record.id()), RecordCodec.write(record));
  }

  public List<SandboxRecord> sandboxes() throws IOException {
    return load(root.resolve("sandboxes"), SandboxCodec::sandbox);
  }

  public List<ContainerRecord> containers() throws IOException {
    return load(root.resolve("containers"), RecordCodec::container);
  }

  /// Removes a directory with all that is in it; following no links, leaving no mount.
  public static void delete(Path directory) throws IOException {
    if (!Files.exists(directory, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void save(Path directory, String text) throws IOException {
    Path fresh = directory.resolve("state.json.new");
    Files.writeString(fresh, text);
    Files.move(fresh, directory.resolve("state.json"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static <T> List<T> load(Path directory, Function<Json, T> decode) throws IOException {
    List<T> result = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return result;
    }
    try (Stream<Path> children = Files.list(directory)) {
      for (Path child : children.toList()) {
        Path file = child.resolve("state.json");
        try {
          result.add(decode.apply(Json.parse(Files.readString(file))));
        } catch (IOException | RuntimeException e) {
          LOG.atDebug().addKeyValue("path", child).setCause(e).log("Removing what never began");
          delete(child);
        }
      }
    }
    return result;
  }
}
