package k4j.api.apply;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.json.JsonParser;
import k4j.api.json.JsonString;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// Names of path elements: `f:` a field, `k:` a list's item by its keys, `v:` an item of a set.
final class PathElements {

  private PathElements() {}

  static String field(String name) {
    return "f:" + name;
  }

  /// As above; for declared fields the text exists already.
  static String field(Type type, String name) {
    String known = type instanceof ObjectType object ? object.pathElement(name) : null;
    return known == null ? field(name) : known;
  }

  /// The element of a list's item; null where it has none of the keys.
  static @Nullable String item(Type.ListOf list, Json item) {
    if (list.kind() == Type.ListKind.SET) {
      return "v:" + item;
    }
    if (!(item instanceof JsonObject object)) {
      return null;
    }
    JsonObjectBuilder keys = JsonObject.builder();
    for (String key : list.keys()) {
      Json value = object.get(key);
      Json present = value != null ? value : defaultOf(list.element(), key);
      if (present != null) {
        keys.put(key, present);
      }
    }
    return keys.size() == 0 ? null : "k:" + keys.build();
  }

  private static @Nullable Json defaultOf(Type element, String key) {
    Field field = element instanceof ObjectType object ? object.field(key) : null;
    return field == null ? null : field.defaultValue();
  }

  /// As messages show it: `.spec`, `[name="web"]`, `[="x"]`.
  static String show(String element) {
    String rest = element.substring(2);
    return switch (element.charAt(0)) {
      case 'f' -> "." + rest;
      case 'k' -> {
        List<String> keys = new ArrayList<>();
        if (JsonParser.parse(rest) instanceof JsonObject object) {
          object.forEach((name, value) -> keys.add(name + "=" + quoted(value)));
        }
        yield "[" + String.join(",", keys) + "]";
      }
      case 'v' -> "[=" + quoted(JsonParser.parse(rest)) + "]";
      default -> "[" + rest + "]";
    };
  }

  private static String quoted(Json value) {
    return value instanceof JsonString text ? GoQuote.quote(text.value()) : value.toString();
  }
}
