package k4j.apiserver.extension.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import org.jspecify.annotations.Nullable;

/// Finds items that a list of type set or map has twice (apiextensions-apiserver,
/// `schema/listtype`). Pure.
public final class ListUniqueness {

  private ListUniqueness() {}

  public static void check(
      JsonObject object, Structural schema, FieldPath path, FieldErrors errors) {
    if (!schema.reachesUniqueness()) {
      return;
    }
    object.forEach((name, value) -> {
      if (schema.additional() != null) {
        check(value, schema.additional(), path.key(name), errors);
      }
      Structural own = schema.properties().get(name);
      if (own != null) {
        check(value, own, path.child(name), errors);
      }
    });
  }

  /// Whether an object has nothing twice.
  public static boolean holds(JsonObject object, Structural schema) {
    var errors = new FieldErrors();
    check(object, schema, FieldPath.ROOT, errors);
    return errors.isEmpty();
  }

  private static void check(
      Json value, @Nullable Structural schema, FieldPath path, FieldErrors errors) {
    if (schema == null) {
      return;
    }
    switch (value) {
      case JsonObject object -> check(object, schema, path, errors);
      case JsonArray array -> {
        array(array, schema, path, errors);
        for (int i = 0; i < array.size(); i++) {
          check(array.get(i), schema.items(), path.index(i), errors);
        }
      }
      default -> {}
    }
  }

  private static void array(
      JsonArray array, Structural schema, FieldPath path, FieldErrors errors) {
    switch (schema.listType()) {
      case "set" ->
          repeated(array.map(each -> each))
              .forEach(i -> errors.duplicate(path.index(i), array.get(i)));
      case "map" -> map(array, schema.listMapKeys(), path, errors);
      default -> {}
    }
  }

  private static void map(JsonArray array, List<String> keys, FieldPath path, FieldErrors errors) {
    var found = new ArrayList<Json>();
    for (int i = 0; i < array.size(); i++) {
      Json item = array.get(i);
      if (item != JsonNull.NULL && !(item instanceof JsonObject)) {
        errors.invalid(path.index(i), item, "must be an object for an array of list-type map");
        return;
      }
      JsonObject key = JsonObject.EMPTY;
      for (String name : keys) {
        Json value = array.object(i).get(name);
        key = value == null ? key : key.with(name, value);
      }
      found.add(key);
    }
    repeated(found).forEach(i -> errors.duplicate(path.index(i), found.get(i)));
  }

  /// Where each value that is there more than once stands the second time.
  private static List<Integer> repeated(List<Json> values) {
    var times = new HashMap<Json, Integer>();
    var result = new ArrayList<Integer>();
    for (int i = 0; i < values.size(); i++) {
      if (times.merge(values.get(i), 1, Integer::sum) == 2) {
        result.add(i);
      }
    }
    return result;
  }
}
