package k4j.cri.embedded.image;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.cri.embedded.json.Json;

/// What a container needs of an image: its layers as directories, the top one first, and what its
/// author set. The host's own image has no layers.
public record ImageContent(String id, List<Path> layers, boolean host, Defaults defaults) {
  public ImageContent {
    layers = List.copyOf(layers);
  }

  /// The configuration of the image.
  public record Defaults(
      List<String> entrypoint,
      List<String> command,
      Map<String, String> environment,
      String workingDirectory,
      String user,
      String stopSignal) {
    public Defaults {
      entrypoint = List.copyOf(entrypoint);
      command = List.copyOf(command);
      environment = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    /// Reads the `config` member of an image's configuration.
    static Defaults of(Json config) {
      Map<String, String> environment = new LinkedHashMap<>();
      for (String entry : config.get("Env").texts()) {
        int equals = entry.indexOf('=');
        if (equals > 0) {
          environment.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
      }
      return new Defaults(
          config.get("Entrypoint").texts(),
          config.get("Cmd").texts(),
          environment,
          config.get("WorkingDir").text(),
          config.get("User").text(),
          config.get("StopSignal").text());
    }
  }
}
