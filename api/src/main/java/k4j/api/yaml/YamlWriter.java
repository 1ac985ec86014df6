package k4j.api.yaml;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;

/// Writes the tree as YAML in the form that `kubectl get -o yaml` shows (`sigs.k8s.io/yaml`).
public final class YamlWriter {

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  public static String write(Json value) {
    var writer = new YamlWriter();
    writer.node(value, 0, false);
    return writer.out.toString();
  }

  /// @param inline whether something stands before it on the line
  private void node(Json value, int indent, boolean inline) {
    switch (value) {
      case JsonObject object when !object.isEmpty() -> mapping(object, indent, inline);
      case JsonArray array when !array.isEmpty() -> sequence(array, indent, inline);
      case JsonString text -> {
        YamlText.write(out, text.value(), indent, column());
        out.append('\n');
      }
      default -> out.append(value).append('\n');
    }
  }

  private int column() {
    return out.length() - (out.lastIndexOf("\n") + 1);
  }

  /// @param inline whether the first entry follows a `- `
  private void mapping(JsonObject object, int indent, boolean inline) {
    boolean first = inline;
    for (String name : YamlText.inNaturalOrder(object.names())) {
      if (!first) {
        out.repeat(' ', indent);
      }
      first = false;
      YamlText.writeKey(out, name);
      Json value = object.get(name);
      switch (value) {
        case JsonObject inner when !inner.isEmpty() -> {
          out.append(":\n");
          mapping(inner, indent + 2, false);
        }
        case JsonArray inner when !inner.isEmpty() -> {
          out.append(":\n");
          sequence(inner, indent, false); // Go's writer does not indent lists below a name
        }
        case null -> throw new IllegalStateException(name);
        default -> {
          out.append(": ");
          node(value, indent, true);
        }
      }
    }
  }

  private void sequence(JsonArray array, int indent, boolean inline) {
    boolean first = inline;
    for (Json item : array) {
      if (!first) {
        out.repeat(' ', indent);
      }
      first = false;
      out.append("- ");
      node(item, item instanceof JsonString ? indent : indent + 2, true);
    }
  }
}
