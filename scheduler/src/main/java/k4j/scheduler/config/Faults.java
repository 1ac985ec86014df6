package k4j.scheduler.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonObject;

/// What is wrong with a configuration, in the words of Kubernetes' field errors.
final class Faults {

  private final List<String> messages = new ArrayList<>();

  void add(String message) {
    messages.add(message);
  }

  void invalid(String path, Object value, String why) {
    String shown = value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
    messages.add("%s: Invalid value: %s: %s".formatted(path, shown, why));
  }

  void notSupported(String path, String value, String supported) {
    messages.add(
        "%s: Unsupported value: \"%s\": supported values: %s".formatted(path, value, supported));
  }

  void required(String path, String why) {
    messages.add(path + ": Required value: " + why);
  }

  /// Fields that nobody knows.
  void unknown(String path, JsonObject json, Set<String> known) {
    for (String name : json.names()) {
      if (!known.contains(name)) {
        String at = path.isEmpty() ? name : path + "." + name;
        throw new InvalidConfig("strict decoding error: unknown field \"" + at + "\"");
      }
    }
  }

  /// @throws InvalidConfig with all of them, where there are any
  void end() {
    if (messages.size() == 1) {
      throw new InvalidConfig(messages.getFirst());
    }
    if (!messages.isEmpty()) {
      throw new InvalidConfig("[" + String.join(", ", messages) + "]");
    }
  }
}
