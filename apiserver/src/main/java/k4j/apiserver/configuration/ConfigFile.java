package k4j.apiserver.configuration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlException;
import k4j.api.yaml.YamlReader;

/// A configuration file in YAML or JSON.
public final class ConfigFile {

  private ConfigFile() {}

  /// @throws ConfigurationException where the file cannot be read, or is no single object
  public static JsonObject read(Path file) {
    return parse(bytes(file));
  }

  /// @throws ConfigurationException where the file cannot be read
  public static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ConfigurationException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /// @throws ConfigurationException where it is no single object; the message does not quote it
  public static JsonObject parse(byte[] utf8) {
    List<String> duplicates = new ArrayList<>();
    try {
      Json json = YamlReader.parse(utf8, duplicates);
      if (!duplicates.isEmpty()) {
        throw new ConfigurationException(
            "strict decoding error: yaml: unmarshal errors: " + duplicates.getFirst());
      }
      if (json instanceof JsonObject object && !object.isEmpty()) {
        return object;
      }
    } catch (YamlException _) {
      throw new ConfigurationException("it is no YAML"); // the cause quotes what it met
    }
    throw new ConfigurationException("it holds no object");
  }
}
