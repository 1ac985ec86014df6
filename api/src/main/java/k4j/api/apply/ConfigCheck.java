package k4j.api.apply;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.StatusException;
import k4j.api.patch.GoMap;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;

/// Checks an applied configuration against the schema before it is merged.
record ConfigCheck(String kind, String apiVersion) {

  void check(JsonObject config, ObjectType type) {
    var wrong = new ArrayList<String>();
    visit(config, type, "", wrong);
    if (wrong.isEmpty()) {
      return;
    }
    JsonObject metadata = config.object("metadata");
    String name = metadata.string("namespace") + "/" + metadata.string("name");
    String groupVersion = apiVersion.indexOf('/') < 0 ? "/" + apiVersion : apiVersion;
    String problems =
        wrong.size() == 1 ? wrong.getFirst() : "errors:\n  " + String.join("\n  ", wrong);
    throw StatusException.badRequest(
        "failed to create typed patch object (%s; %s, Kind=%s): %s"
            .formatted(name, groupVersion, kind, problems));
  }

  private void visit(Json value, Type type, String path, List<String> wrong) {
    if (value == JsonNull.NULL) {
      return;
    }
    switch (type) {
      case ObjectType object -> {
        if (value instanceof JsonObject given) {
          given.forEach((name, inner) -> visitField(object, name, inner, path, wrong));
        } else {
          wrong.add(path + ": expected map, got " + shown(value));
        }
      }
      case Type.MapOf map -> {
        if (value instanceof JsonObject given) {
          given.forEach((name, inner) -> visit(inner, map.value(), path + "." + name, wrong));
        } else {
          wrong.add(path + ": expected map, got " + shown(value));
        }
      }
      case Type.ListOf list -> {
        if (value instanceof JsonArray given) {
          visitItems(given, list, path, wrong);
        } else {
          wrong.add(path + ": expected list, got " + shown(value));
        }
      }
      case Type.Scalar scalar -> visitScalar(value, scalar.kind(), path, wrong);
      case Type.Anything _ -> {}
    }
  }

  private void visitField(
      ObjectType type, String name, Json value, String path, List<String> wrong) {
    Field field = type.field(name);
    if (field == null && type.open()) {
      return;
    }
    if (field == null) {
      wrong.add(path + "." + name + ": field not declared in schema");
    } else {
      visit(value, field.type(), path + "." + name, wrong);
    }
  }

  private void visitItems(JsonArray items, Type.ListOf list, String path, List<String> wrong) {
    var seen = new HashSet<String>();
    int index = 0;
    for (Json item : items) {
      String at = path + "[" + index + "]";
      if (list.kind() != Type.ListKind.ATOMIC) {
        String element = PathElements.item(list, item);
        if (list.kind() == Type.ListKind.MAP && !(item instanceof JsonObject)) {
          wrong.add(
              "%s: element %d: associative list with keys may not have non-map elements"
                  .formatted(path, index++));
          continue;
        }
        if (element == null) {
          wrong.add(
              "%s: element %d: associative list with keys has an element that omits all key fields"
                      .formatted(path, index)
                  + " %s (and doesn't have default values for any key fields)"
                      .formatted(quoted(list.keys())));
        } else {
          at = path + PathElements.show(element);
          if (!seen.add(element)) {
            wrong.add(path + ": duplicate entries for key " + PathElements.show(element));
          }
        }
      }
      visit(item, list.element(), at, wrong);
      index++;
    }
  }

  private static String quoted(List<String> keys) {
    return "[\"" + String.join("\" \"", keys) + "\"]";
  }

  private static void visitScalar(
      Json value, Type.ScalarKind kind, String path, List<String> wrong) {
    boolean number = value instanceof JsonInteger || value instanceof JsonDecimal;
    if ((kind == Type.ScalarKind.INT32 || kind == Type.ScalarKind.INT64) && !number) {
      wrong.add(path + ": expected numeric (int or float), got " + goType(value));
      return;
    }
    switch (kind) {
      case STRING, BYTES, TIME, MICRO_TIME, DURATION -> {
        if (!(value instanceof JsonString)) {
          wrong.add(
              path
                  + ": expected string, got &value.valueUnstructured{Value:"
                  + goValue(value)
                  + "}");
        }
      }
      case BOOLEAN -> {
        if (!(value instanceof JsonBoolean)) {
          wrong.add(path + ": expected boolean, got " + shown(value));
        }
      }
      case INT32, INT64 -> {}
      case DOUBLE -> {
        if (!number) {
          wrong.add(path + ": expected numeric (int or float), got " + goType(value));
        }
      }
      case QUANTITY, INT_OR_STRING -> {
        if (value instanceof JsonObject || value instanceof JsonArray) {
          wrong.add(path + ": expected any scalar, got " + shown(value));
        }
      }
    }
  }

  private static String goType(Json value) {
    return switch (value) {
      case JsonObject _ -> "map[string]interface {}";
      case JsonArray _ -> "[]interface {}";
      case JsonString _ -> "string";
      case JsonBoolean _ -> "bool";
      default -> "<nil>";
    };
  }

  /// Go's `%v` of structured-merge-diff's value.
  private static String shown(Json value) {
    return "&{" + GoMap.show(value) + "}";
  }

  /// Go's `%#v` of what is inside.
  private static String goValue(Json value) {
    return switch (value) {
      case JsonObject object -> {
        var entries = new ArrayList<String>();
        object.forEach((name, inner) -> entries.add(GoQuote.quote(name) + ":" + goValue(inner)));
        yield "map[string]interface {}{" + String.join(", ", entries) + "}";
      }
      case JsonArray array ->
          "[]interface {}{" + String.join(", ", array.map(ConfigCheck::goValue)) + "}";
      case JsonString text -> GoQuote.quote(text.value());
      default -> GoMap.show(value);
    };
  }
}
