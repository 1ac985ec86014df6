package k4j.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import k4j.api.json.JsonException;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonWriter;
import k4j.cluster.ClusterConfig;
import k4j.cluster.profile.PrivateFile;
import k4j.cluster.profile.Profile;

/// What a profile was last started with.
final class KeptConfig {

  private KeptConfig() {}

  /// The kept configuration, or the defaults.
  ///
  /// @throws CommandFailure where it is damaged
  static ClusterConfig of(Profile profile) {
    ClusterConfig defaults = ClusterConfig.defaults(profile.name());
    Path file = file(profile);
    try {
      return Files.exists(file)
          ? ClusterConfig.of(JsonParser.parseObject(Files.readAllBytes(file)), defaults)
          : defaults;
    } catch (JsonException _) {
      throw new CommandFailure(
          "%s is damaged; restore it, or delete it to start with the defaults.".formatted(file));
    } catch (IOException e) {
      throw new CommandFailure("%s cannot be read: %s.".formatted(file, e.getMessage()));
    }
  }

  static void write(Profile profile, ClusterConfig config) {
    try {
      PrivateFile.write(file(profile), JsonWriter.toBytes(config.json()));
    } catch (IOException e) {
      throw new CommandFailure(
          "%s cannot be written: %s.".formatted(file(profile), e.getMessage()));
    }
  }

  private static Path file(Profile profile) {
    return profile.directory().resolve("config.json");
  }
}
