package k4j.api.patch;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.meta.Status;
import k4j.api.meta.Status.Details;
import k4j.api.meta.StatusException;
import org.jspecify.annotations.Nullable;

/// JSON patch (RFC 6902), with the extras of the library that the API server uses: indexes from the
/// end, `test` of what is absent against null.
public final class JsonPatch {

  private static final int MAX_OPERATIONS = 10_000;

  private JsonPatch() {}

  /// Does not fit the object.
  private static final class Unfit extends RuntimeException {
    Unfit() {
      super(null, null, false, false);
    }
  }

  /// @throws StatusException where the patch is malformed or does not fit
  public static Json apply(Json original, Json patch) {
    if (!(patch instanceof JsonArray operations)) {
      throw PatchErrors.badRequest(
          "error decoding patch: json: cannot unmarshal "
              + goKind(patch)
              + " into Go value of type []handlers.jsonPatchOp");
    }
    if (operations.size() > MAX_OPERATIONS) {
      throw new StatusException(
          new Status(
              413,
              "RequestEntityTooLarge",
              "Request entity too large: The allowed maximum operations in a JSON patch is %d, got %d"
                  .formatted(MAX_OPERATIONS, operations.size()),
              Details.NONE));
    }
    Json result = original;
    for (Json operation : operations) {
      if (!(operation instanceof JsonObject object)) {
        throw PatchErrors.badRequest(
            "error decoding patch: json: cannot unmarshal "
                + goKind(operation)
                + " into Go value of type handlers.jsonPatchOp");
      }
      try {
        result = step(result, object);
      } catch (Unfit _) {
        throw PatchErrors.unprocessable();
      }
    }
    return result;
  }

  /// What Go calls a kind of JSON value.
  public static String goKind(Json value) {
    return switch (value) {
      case JsonObject _ -> "object";
      case JsonArray _ -> "array";
      case JsonString _ -> "string";
      case JsonInteger _, JsonDecimal _ -> "number";
      case JsonBoolean _ -> "bool";
      case JsonNull _ -> "null";
    };
  }

  private static Json step(Json document, JsonObject operation) {
    if (!(operation.get("path") instanceof JsonString text)) {
      throw new Unfit();
    }
    List<String> path = pointer(text.value());
    return switch (operation.string("op")) {
      case "add" -> add(document, path, value(operation));
      case "remove" -> remove(document, path);
      case "replace" -> replace(document, path, value(operation));
      case "move" -> {
        List<String> from = from(operation);
        Json moved = require(find(document, from));
        yield add(remove(document, from), path, moved);
      }
      case "copy" -> add(document, path, require(find(document, from(operation))));
      case "test" -> {
        Json found = find(document, path);
        Json expected = operation.get("value");
        boolean same =
            found == null
                ? expected == null || expected == JsonNull.NULL
                : found.equals(expected == null ? JsonNull.NULL : expected);
        if (!same) {
          throw new Unfit();
        }
        yield document;
      }
      default -> throw new Unfit();
    };
  }

  private static Json value(JsonObject operation) {
    Json value = operation.get("value");
    return value == null ? JsonNull.NULL : value;
  }

  private static List<String> from(JsonObject operation) {
    if (!(operation.get("from") instanceof JsonString text)) {
      throw new Unfit();
    }
    return pointer(text.value());
  }

  private static Json require(@Nullable Json value) {
    if (value == null) {
      throw new Unfit();
    }
    return value;
  }

  private static List<String> pointer(String text) {
    if (text.isEmpty()) {
      return List.of();
    }
    if (text.charAt(0) != '/') {
      throw new Unfit();
    }
    var parts = new ArrayList<String>();
    for (String part : text.substring(1).split("/", -1)) {
      parts.add(part.replace("~1", "/").replace("~0", "~"));
    }
    return parts;
  }

  private static @Nullable Json find(Json document, List<String> path) {
    Json at = document;
    for (String part : path) {
      at =
          switch (at) {
            case JsonObject object -> object.get(part);
            case JsonArray array -> array.get(index(part, array.size(), array.size() - 1));
            default -> null;
          };
      if (at == null) {
        return null;
      }
    }
    return at;
  }

  /// @param last the largest index allowed
  private static int index(String part, int size, int last) {
    int index;
    try {
      index = Integer.parseInt(part);
    } catch (NumberFormatException notAnIndex) {
      throw new Unfit();
    }
    if (index < 0) {
      index += size;
    }
    if (index < 0 || index > last) {
      throw new Unfit();
    }
    return index;
  }

  private static Json add(Json document, List<String> path, Json value) {
    if (path.isEmpty()) {
      return value;
    }
    return change(
        document,
        path,
        (parent, name) ->
            switch (parent) {
              case JsonObject object -> object.with(name, value);
              case JsonArray array -> {
                // From the end, -1 means behind the last item.
                int at = name.equals("-") ? array.size() : addIndex(name, array.size());
                var items = new ArrayList<>(array.stream().toList());
                items.add(at, value);
                yield JsonArray.of(items);
              }
              default -> throw new Unfit();
            });
  }

  private static int addIndex(String name, int size) {
    return index(name, size + 1, size);
  }

  private static Json remove(Json document, List<String> path) {
    return change(
        document,
        path,
        (parent, name) ->
            switch (parent) {
              case JsonObject object when object.has(name) -> object.without(name);
              case JsonArray array -> {
                int at = index(name, array.size(), array.size() - 1);
                var items = new ArrayList<>(array.stream().toList());
                items.remove(at);
                yield JsonArray.of(items);
              }
              default -> throw new Unfit();
            });
  }

  private static Json replace(Json document, List<String> path, Json value) {
    if (path.isEmpty()) {
      if (!(value instanceof JsonObject || value instanceof JsonArray)) {
        throw new Unfit();
      }
      return value;
    }
    return change(
        document,
        path,
        (parent, name) ->
            switch (parent) {
              case JsonObject object -> object.with(name, value); // even where it is new
              case JsonArray array ->
                  array.withAt(index(name, array.size(), array.size() - 1), value);
              default -> throw new Unfit();
            });
  }

  /// What happens at the end of a path.
  @FunctionalInterface
  private interface Change {
    Json apply(Json parent, String name);
  }

  private static Json change(Json document, List<String> path, Change change) {
    if (path.isEmpty()) {
      throw new Unfit();
    }
    String first = path.getFirst();
    if (path.size() == 1) {
      return change.apply(document, first);
    }
    List<String> rest = path.subList(1, path.size());
    return switch (document) {
      case JsonObject object ->
          object.with(first, change(require(object.get(first)), rest, change));
      case JsonArray array -> {
        int at = index(first, array.size(), array.size() - 1);
        yield array.withAt(at, change(array.get(at), rest, change));
      }
      default -> throw new Unfit();
    };
  }
}
