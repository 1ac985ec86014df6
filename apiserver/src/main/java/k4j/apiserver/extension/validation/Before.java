package k4j.apiserver.extension.validation;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.extension.schema.Structural;
import org.jspecify.annotations.Nullable;

/// What a value was before an update, found by the schema: the items of a list only where keys tell
/// them apart (apiserver, `cel/common/equality.go`). Pure.
public record Before(Json value, Structural schema) {

  /// Null where there was nothing, or where it cannot be found.
  public static @Nullable Before field(@Nullable Before of, String name) {
    if (of == null || !(of.value() instanceof JsonObject object)) {
      return null;
    }
    Json value = object.get(name);
    Structural child = of.schema().child(name);
    return value == null || child == null ? null : new Before(value, child);
  }

  /// As above, of an item of the list as it is now.
  public static @Nullable Before item(@Nullable Before of, Json item) {
    if (of == null || !(of.value() instanceof JsonArray array)) {
      return null;
    }
    Structural items = of.schema().items();
    if (!of.schema().listType().equals("map") || items == null) {
      return null;
    }
    JsonObject key = key(item, of.schema());
    for (Json each : array) {
      if (key(each, of.schema()).equals(key)) {
        return new Before(each, items);
      }
    }
    return null;
  }

  private static JsonObject key(Json item, Structural list) {
    JsonObject key = JsonObject.EMPTY;
    if (item instanceof JsonObject object) {
      for (String name : list.listMapKeys()) {
        Json value = object.get(name);
        key = value == null ? key : key.with(name, value);
      }
    }
    return key;
  }
}
