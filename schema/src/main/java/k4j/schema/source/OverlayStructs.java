package k4j.schema.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// The overlay's `structs` file: the order in which Go declares and so writes the fields of each
/// definition, and what an empty one shows of them.
///
/// ```
/// package io.k8s.api.core.v1
///   PodSpec volumes initContainers containers~ ...
/// ```
///
/// @param definitions the zero of each field as JSON, empty where none is shown, by definition and
///   in Go's order
record OverlayStructs(Map<String, Map<String, String>> definitions) {

  static OverlayStructs read(Path file) throws IOException {
    var definitions = new HashMap<String, Map<String, String>>();
    String home = "";
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] words = line.strip().split(" ", -1);
      if (!line.startsWith(" ")) {
        home = words[1];
        continue;
      }
      var fields = new LinkedHashMap<String, String>();
      for (int i = 1; i < words.length; i++) {
        put(fields, words[i]);
      }
      definitions.put(home + "." + words[0], fields);
    }
    return new OverlayStructs(definitions);
  }

  /// `name""`, `count0`, `done?`, `spec{}`, `rules~`, `divisor@`, or a mere name.
  private static void put(Map<String, String> fields, String word) {
    int end = word.length();
    switch (word.charAt(end - 1)) {
      case '"' -> fields.put(word.substring(0, end - 2), "\"\"");
      case '}' -> fields.put(word.substring(0, end - 2), "{}");
      case '0' -> fields.put(word.substring(0, end - 1), "0");
      case '?' -> fields.put(word.substring(0, end - 1), "false");
      case '~' -> fields.put(word.substring(0, end - 1), "null");
      case '@' -> fields.put(word.substring(0, end - 1), "\"0\"");
      default -> fields.put(word, "");
    }
  }

  /// The fields of a definition in Go's order, each with its zero.
  ///
  /// @throws IllegalStateException where the file and the definition do not have the same fields
  Map<String, String> of(String definition, Set<String> names) {
    Map<String, String> fields = definitions.getOrDefault(definition, Map.of());
    if (!fields.keySet().equals(names)) {
      throw new IllegalStateException(
          "%s has the fields %s, but the overlay's structs say %s"
              .formatted(definition, names, fields.keySet()));
    }
    return fields;
  }
}
