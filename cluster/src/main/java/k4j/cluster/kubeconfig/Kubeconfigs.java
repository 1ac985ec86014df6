package k4j.cluster.kubeconfig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlReader;
import k4j.api.yaml.YamlWriter;
import k4j.cluster.profile.PrivateFile;

/// The user's own kubeconfig: `$KUBECONFIG` (the first file that exists of a list, else the last,
/// as kubectl chooses where to write), or `~/.kube/config`.
public final class Kubeconfigs {

  private final Path file;

  private Kubeconfigs(Path file) {
    this.file = file;
  }

  public static Kubeconfigs of(Map<String, String> environment) {
    List<Path> named =
        Arrays.stream(environment.getOrDefault("KUBECONFIG", "").split(":", -1))
            .filter(each -> !each.isEmpty())
            .map(Path::of)
            .toList();
    if (named.isEmpty()) {
      return new Kubeconfigs(Path.of(environment.getOrDefault("HOME", "/root"), ".kube", "config"));
    }
    Optional<Path> existing = named.stream().filter(Files::exists).findFirst();
    return new Kubeconfigs(existing.orElse(named.getLast()).toAbsolutePath());
  }

  /// Where it is.
  public Path file() {
    return file;
  }

  /// Adds the cluster, or replaces what stands under its name, and makes it the current context.
  public void add(ClusterAccess access) {
    write(KubeconfigMerge.with(read(), access));
  }

  /// Removes a cluster's entries; a context of another cluster stays the current one.
  public void remove(String name) {
    if (Files.exists(file)) {
      JsonObject now = read();
      JsonObject next = KubeconfigMerge.without(now, name);
      if (!next.equals(now)) {
        write(next);
      }
    }
  }

  /// A kubeconfig for this cluster alone.
  public static byte[] alone(ClusterAccess access) {
    return text(KubeconfigMerge.with(JsonObject.EMPTY, access));
  }

  private JsonObject read() {
    try {
      if (!Files.exists(file) || Files.size(file) == 0) {
        return JsonObject.EMPTY;
      }
      Json content = YamlReader.parse(Files.readAllBytes(file));
      return content instanceof JsonObject object ? object : JsonObject.EMPTY;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(JsonObject content) {
    try {
      Path real = Files.exists(file) ? file.toRealPath() : file; // a link stays a link
      Path folder = real.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      PrivateFile.write(real, text(content));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] text(JsonObject content) {
    return YamlWriter.write(content).getBytes(StandardCharsets.UTF_8);
  }
}
