package k4j.apiserver.extension.schema;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// Fills in the defaults of a schema (apiextensions-apiserver, `schema/defaulting`). Pure.
public final class Filling {

  private Filling() {}

  public static JsonObject fill(JsonObject object, Structural schema) {
    return schema.reachesDefaults() ? object(object, schema) : object;
  }

  /// As above, of any value.
  public static Json fill(Json value, @Nullable Structural schema) {
    if (schema == null || !schema.reachesDefaults()) {
      return value;
    }
    return switch (value) {
      case JsonObject object -> object(object, schema);
      case JsonArray array -> array(array, schema);
      default -> value;
    };
  }

  private static JsonObject object(JsonObject object, Structural schema) {
    JsonObject result = object;
    for (var property : schema.properties().entrySet()) {
      Json preset = property.getValue().defaultValue();
      Json given = result.get(property.getKey());
      if (preset != null && (given == null || isWrongNull(given, property.getValue()))) {
        result = result.with(property.getKey(), preset);
      }
    }
    JsonObject filled = result;
    for (int i = 0; i < filled.size(); i++) {
      String name = filled.nameAt(i);
      Structural child = schema.child(name);
      if (child != null) {
        result = result.with(name, fill(replaced(filled.valueAt(i), child), child));
      }
    }
    return result;
  }

  private static boolean isWrongNull(Json value, Structural schema) {
    return value == JsonNull.NULL && !schema.nullable();
  }

  private static Json replaced(Json value, Structural schema) {
    Json preset = schema.defaultValue();
    return preset != null && isWrongNull(value, schema) ? preset : value;
  }

  private static JsonArray array(JsonArray array, Structural schema) {
    Structural items = schema.items();
    if (items == null) {
      return array;
    }
    JsonArray result = array;
    for (int i = 0; i < array.size(); i++) {
      result = result.withAt(i, fill(replaced(array.get(i), items), items));
    }
    return result;
  }
}
