package k4j.schema.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The overlay's `descriptions` file: the texts that the Java client lacks, most of them of fields
/// that refer to another type, and where the client has blanks for line breaks (`~` and positions).
///
/// @param definitions texts by definition
/// @param fields texts by `definition field`
public record OverlayTexts(Map<String, String> definitions, Map<String, String> fields) {

  public static OverlayTexts read(Path file) throws IOException {
    var definitions = new HashMap<String, String>();
    var fields = new HashMap<String, String>();
    String definition = "";
    for (String line : Files.readAllLines(file)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split(" ", 2);
      String text = parts.length > 1 ? unescape(parts[1]) : "";
      if (line.startsWith(" ")) {
        fields.put(definition + " " + parts[0], text);
      } else {
        definition = parts[0];
        definitions.put(definition, text);
      }
    }
    return new OverlayTexts(Map.copyOf(definitions), Map.copyOf(fields));
  }

  private static String unescape(String text) {
    return text.translateEscapes();
  }

  String definition(String definition, String clientText) {
    return applied(definitions.getOrDefault(definition, ""), clientText);
  }

  String field(String definition, String field, String clientText) {
    return applied(fields.getOrDefault(definition + " " + field, ""), clientText);
  }

  /// The overlay's own text, or the client's with its line breaks restored.
  private static String applied(String overlay, String clientText) {
    if (!overlay.startsWith("~")) {
      return overlay.isEmpty() ? clientText : overlay;
    }
    var text = new StringBuilder(clientText);
    for (String position : overlay.substring(1).split(",", -1)) {
      boolean tab = position.endsWith("t");
      int at = Integer.parseInt(tab ? position.substring(0, position.length() - 1) : position);
      text.setCharAt(at, tab ? '\t' : '\n');
    }
    return text.toString();
  }

  /// Texts of what is no definition.
  Map<String, String> others(Set<String> known) {
    var others = new HashMap<>(definitions);
    others.keySet().removeAll(known);
    return Map.copyOf(others);
  }
}
