package k4j.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import k4j.api.json.Json;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlReader;
import k4j.kubelet.simulated.Simulation;

/// The simulated nodes that a cluster was started with.
///
/// @param nodes how many; 0 where nodes are real
/// @param file says what they are like and what their pods do; empty for the defaults
public record SimulatedChoice(int nodes, String file) {

  public static final SimulatedChoice NONE = new SimulatedChoice(0, "");

  static SimulatedChoice of(JsonObject json) {
    return new SimulatedChoice((int) json.integer("nodes", 0), json.string("file"));
  }

  JsonObject json() {
    return JsonObject.EMPTY.with("nodes", nodes).with("file", file);
  }

  public boolean isChosen() {
    return nodes > 0;
  }

  /// Reads the file, which is YAML or JSON.
  ///
  /// @throws ClusterFailure where it cannot be read
  public Simulation simulation() {
    if (file.isEmpty()) {
      return Simulation.DEFAULT;
    }
    try {
      Json content = YamlReader.parse(Files.readAllBytes(Path.of(file)));
      if (!(content instanceof JsonObject object)) {
        throw new ClusterFailure(file + " has to hold one object");
      }
      return Simulation.of(object);
    } catch (IOException e) {
      throw new ClusterFailure("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    } catch (JsonException | IllegalArgumentException e) {
      throw new ClusterFailure("%s is no simulation: %s".formatted(file, e.getMessage()), e);
    }
  }
}
