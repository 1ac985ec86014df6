package k4j.apiserver.extension.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldPath;
import org.jspecify.annotations.Nullable;

/// Removes what a schema does not know (apiextensions-apiserver, `schema/pruning`). What is right
/// already is not copied. Pure.
public final class Pruning {

  private static final Set<String> META = Set.of("apiVersion", "kind", "metadata");

  private final List<String> unknown = new ArrayList<>();

  private Pruning() {}

  /// @param unknown receives the paths of what was removed, sorted
  public static JsonObject prune(JsonObject object, Structural schema, List<String> unknown) {
    var pruning = new Pruning();
    Json pruned = pruning.value(object, schema, FieldPath.ROOT);
    Collections.sort(pruning.unknown);
    unknown.addAll(pruning.unknown);
    return pruned instanceof JsonObject result ? result : object;
  }

  /// As above, of any value.
  public static Json prune(Json value, Structural schema) {
    return new Pruning().value(value, schema, FieldPath.ROOT);
  }

  private Json value(Json value, @Nullable Structural schema, FieldPath path) {
    return switch (value) {
      case JsonObject object -> object(object, schema, path);
      case JsonArray array -> array(array, schema, path);
      default -> value;
    };
  }

  private JsonObject object(JsonObject object, @Nullable Structural schema, FieldPath path) {
    JsonObject result = object;
    for (int i = 0; i < object.size(); i++) {
      String name = object.nameAt(i);
      if (schema != null && schema.embedded() && META.contains(name)) {
        continue;
      }
      if (schema != null && (schema.properties().containsKey(name) || schema.hasAdditional())) {
        Structural child = schema.child(name);
        result = result.with(name, value(object.valueAt(i), child, path.child(name)));
      } else if (schema == null || !schema.preservesUnknown()) {
        record(name, path);
        result = result.without(name);
      }
    }
    return result;
  }

  private void record(String name, FieldPath path) {
    boolean atRoot = path.parent() == null && path.name().isEmpty();
    if (!atRoot || !META.contains(name)) {
      unknown.add(path.child(name).toString());
    }
  }

  private JsonArray array(JsonArray array, @Nullable Structural schema, FieldPath path) {
    if (schema != null && schema.preservesUnknown() && schema.items() == null) {
      return array;
    }
    Structural items = schema == null ? null : schema.items();
    JsonArray result = array;
    for (int i = 0; i < array.size(); i++) {
      result = result.withAt(i, value(array.get(i), items, path.index(i)));
    }
    return result;
  }

  /// Removes nulls that may not be and that no default replaces.
  public static Json withoutNulls(Json value, @Nullable Structural schema) {
    return switch (value) {
      case JsonObject object -> withoutNulls(object, schema);
      case JsonArray array -> {
        Structural items = schema == null ? null : schema.items();
        JsonArray result = array;
        for (int i = 0; i < array.size(); i++) {
          result = result.withAt(i, withoutNulls(array.get(i), items));
        }
        yield result;
      }
      default -> value;
    };
  }

  private static JsonObject withoutNulls(JsonObject object, @Nullable Structural schema) {
    JsonObject result = object;
    for (int i = 0; i < object.size(); i++) {
      String name = object.nameAt(i);
      Json inner = object.valueAt(i);
      Structural child = schema == null ? null : schema.child(name);
      boolean useless =
          inner == JsonNull.NULL
              && child != null
              && !child.nullable()
              && child.defaultValue() == null;
      result = useless ? result.without(name) : result.with(name, withoutNulls(inner, child));
    }
    return result;
  }
}
