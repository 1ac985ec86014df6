package k4j.apiserver.extension;

import java.util.Arrays;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import org.jspecify.annotations.Nullable;

/// Where a custom resource says how many replicas it wants and has. Pure.
///
/// @param selector empty where it names no selector
record ScalePaths(String spec, String status, String selector) {

  /// Null where the version has no scale.
  static @Nullable ScalePaths of(JsonObject version) {
    JsonObject subresources = version.object("subresources");
    if (!subresources.has("scale")) {
      return null;
    }
    JsonObject scale = subresources.object("scale");
    return new ScalePaths(
        scale.string("specReplicasPath"),
        scale.string("statusReplicasPath"),
        scale.string("labelSelectorPath"));
  }

  static String[] parts(String path) {
    return (path.startsWith(".") ? path.substring(1) : path).split("\\.", -1);
  }

  void checkSpec(JsonObject object, FieldErrors errors) {
    replicas(object, spec, errors);
  }

  void checkStatus(JsonObject object, FieldErrors errors) {
    replicas(object, status, errors);
    if (!selector.isEmpty()) {
      String wrong = wrong(object, selector, "string");
      if (!wrong.isEmpty()) {
        errors.invalid(FieldPath.of(selector), "", wrong);
      }
    }
  }

  private static void replicas(JsonObject object, String path, FieldErrors errors) {
    String wrong = wrong(object, path, "int64");
    FieldPath at = FieldPath.of(path);
    if (!wrong.isEmpty()) {
      errors.invalid(at, 0, wrong);
      return;
    }
    long replicas = object.at(parts(path)) instanceof JsonInteger number ? number.value() : 0;
    if (replicas < 0) {
      errors.invalid(at, replicas, "should be a non-negative integer");
    } else if (replicas > Integer.MAX_VALUE) {
      errors.invalid(at, replicas, "should be less than or equal to " + Integer.MAX_VALUE);
    }
  }

  /// What Go's accessors say of a value of another type, or `""`.
  static String wrong(JsonObject object, String path, String wanted) {
    String[] parts = parts(path);
    Json value = object;
    for (int i = 0; i < parts.length; i++) {
      if (value instanceof JsonNull) {
        return "";
      }
      if (!(value instanceof JsonObject map)) {
        return error(Arrays.copyOf(parts, i + 1), value, "map[string]interface{}");
      }
      value = map.get(parts[i]);
      if (value == null) {
        return "";
      }
    }
    return goType(value).equals(wanted) ? "" : error(parts, value, wanted);
  }

  private static String error(String[] path, Json value, String wanted) {
    String shown = value instanceof JsonString text ? text.value() : value.toString();
    return ".%s accessor error: %s is of the type %s, expected %s"
        .formatted(String.join(".", path), shown, goType(value), wanted);
  }

  private static String goType(Json value) {
    return switch (value) {
      case JsonObject _ -> "map[string]interface {}";
      case JsonArray _ -> "[]interface {}";
      case JsonString _ -> "string";
      case JsonInteger _ -> "int64";
      case JsonDecimal _ -> "float64";
      case JsonBoolean _ -> "bool";
      case JsonNull _ -> "<nil>";
    };
  }
}
