package k4j.api.defaulting;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// The fields that every object of a definition shows, set or not: in Kubernetes they are no
/// pointers and are not left out when they are empty.
final class PresentValues {

  private static final Map<String, Map<String, Json>> VALUES = read();

  private PresentValues() {}

  /// The fields that hold objects, each with an empty one.
  static Map<String, Json> structs(String definition) {
    return some(definition, value -> value == JsonObject.EMPTY);
  }

  /// All others, each with its empty value.
  static Map<String, Json> leaves(String definition) {
    return some(definition, value -> value != JsonObject.EMPTY);
  }

  private static Map<String, Json> some(String definition, Predicate<Json> wanted) {
    var result = new HashMap<>(VALUES.getOrDefault(definition, Map.of()));
    result.values().removeIf(wanted.negate());
    return Map.copyOf(result);
  }

  private static Map<String, Map<String, Json>> read() {
    try (InputStream in = PresentValues.class.getResourceAsStream("present-values.txt")) {
      byte[] bytes = Objects.requireNonNull(in, "present-values.txt").readAllBytes();
      var values = new HashMap<String, Map<String, Json>>();
      for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
        String[] words = line.split(" ", -1);
        var fields = new HashMap<String, Json>();
        for (int i = 1; i < words.length; i++) {
          put(fields, words[i]);
        }
        values.put(words[0], Map.copyOf(fields));
      }
      return Map.copyOf(values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// `name""`, `count0`, `done?` or `spec{}`.
  private static void put(Map<String, Json> fields, String word) {
    int end = word.length();
    switch (word.charAt(end - 1)) {
      case '"' -> fields.put(word.substring(0, end - 2), Json.of(""));
      case '}' -> fields.put(word.substring(0, end - 2), JsonObject.EMPTY);
      case '?' -> fields.put(word.substring(0, end - 1), Json.of(false));
      default -> fields.put(word.substring(0, end - 1), Json.of(0));
    }
  }
}
