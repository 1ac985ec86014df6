package k4j.api.patch;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.json.JsonString;
import k4j.api.schema.Field;
import k4j.api.schema.Field.PatchStrategy;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// Strategic merge patch: a merge patch that knows from the schema how lists are merged
/// (apimachinery, `util/strategicpatch`).
public final class StrategicMergePatch {

  static final String DIRECTIVE = "$patch";
  private static final String RETAIN_KEYS = "$retainKeys";
  private static final String SET_ORDER = "$setElementOrder/";
  private static final String DELETE_FROM_LIST = "$deleteFromPrimitiveList/";

  private static final Type ANYTHING = new Type.Anything();

  private StrategicMergePatch() {}

  /// @param type of the object; without knowledge of a part, its lists are replaced
  /// @throws k4j.api.meta.StatusException where the patch is malformed
  public static JsonObject apply(JsonObject original, JsonObject patch, Type type) {
    return mergeMaps(original, patch, type);
  }

  static JsonObject mergeMaps(JsonObject original, JsonObject patch, Type type) {
    Json directive = patch.get(DIRECTIVE);
    if (directive != null) {
      return whole(directive, patch);
    }
    JsonObject result = retained(original, patch);
    JsonObject rest = patch.without(RETAIN_KEYS);
    for (String key : patch.names()) {
      if (key.startsWith(SET_ORDER)) {
        String field = key.substring(SET_ORDER.length());
        result = ordered(result, rest, field, list(rest, key), type);
        rest = rest.without(key).without(field);
      }
    }
    for (int i = 0; i < rest.size(); i++) {
      result = mergeEntry(result, rest.nameAt(i), rest.valueAt(i), type);
    }
    return result;
  }

  /// A directive for the whole map.
  private static JsonObject whole(Json directive, JsonObject patch) {
    if (directive instanceof JsonString text) {
      switch (text.value()) {
        case "replace" -> {
          return patch.without(DIRECTIVE);
        }
        case "delete" -> {
          return JsonObject.EMPTY;
        }
        default -> {}
      }
    }
    throw unknownDirective(directive, patch);
  }

  static RuntimeException unknownDirective(Json directive, JsonObject patch) {
    String shown = directive instanceof JsonString text ? text.value() : directive.toString();
    return PatchErrors.badRequest(
        "unknown patch type: %s in map: %s".formatted(shown, GoMap.show(patch)));
  }

  /// `$retainKeys`: what the patch does not name goes.
  private static JsonObject retained(JsonObject original, JsonObject patch) {
    Json retain = patch.get(RETAIN_KEYS);
    if (retain == null) {
      return original;
    }
    if (!(retain instanceof JsonArray list)) {
      throw PatchErrors.badRequest("invalid patch format of retainKeys");
    }
    Set<String> keys = new HashSet<>(list.strings());
    patch.forEach((key, value) -> {
      boolean directive =
          key.equals(RETAIN_KEYS) || key.startsWith(DELETE_FROM_LIST) || key.startsWith(SET_ORDER);
      if (!directive && value != JsonNull.NULL && !keys.contains(key)) {
        throw PatchErrors.badRequest("invalid patch format of retainKeys");
      }
    });
    JsonObject result = original;
    for (String key : original.names()) {
      if (!keys.contains(key)) {
        result = result.without(key);
      }
    }
    return result;
  }

  /// `$setElementOrder/field`: merges the list and brings it to the order given.
  private static JsonObject ordered(
      JsonObject original, JsonObject patch, String field, JsonArray order, Type type) {
    boolean inOriginal = original.has(field);
    boolean inPatch = patch.has(field);
    if (!inOriginal && !inPatch) {
      return original;
    }
    PatchStrategy strategy = strategy(type, field);
    JsonArray before = inOriginal ? list(original, field) : JsonArray.EMPTY;
    JsonArray changes = inPatch ? list(patch, field) : JsonArray.EMPTY;
    StrategicLists lists = new StrategicLists(strategy.mergeKey(), element(type, field));
    lists.checkOrder(changes, order);
    JsonArray merged;
    if (!inPatch) {
      merged = before;
    } else if (!inOriginal) {
      merged = withoutDirectives(changes) instanceof JsonArray kept ? kept : JsonArray.EMPTY;
    } else {
      merged = strategy.merge() ? lists.merge(before, changes, false) : changes;
    }
    return original.with(field, lists.inOrder(merged, order, before));
  }

  private static JsonArray list(JsonObject object, String field) {
    return switch (object.get(field)) {
      case JsonArray array -> array;
      case null, default ->
          throw PatchErrors.badRequest(
              "expected a []interface {}, but received a " + GoMap.goType(object.get(field)));
    };
  }

  private static JsonObject mergeEntry(JsonObject original, String key, Json patch, Type type) {
    boolean deletion = key.startsWith(DELETE_FROM_LIST);
    String name = deletion ? key.substring(DELETE_FROM_LIST.length()) : key;
    if (patch == JsonNull.NULL) {
      return original.without(name);
    }
    Json before = original.get(name);
    if (before instanceof JsonObject left && patch instanceof JsonObject right) {
      return original.with(name, mergeMaps(left, right, field(type, name)));
    }
    if (before instanceof JsonArray left && patch instanceof JsonArray right) {
      PatchStrategy strategy = strategy(type, name);
      if (!strategy.merge() && !deletion) {
        return original.with(name, right);
      }
      var lists = new StrategicLists(strategy.mergeKey(), element(type, name));
      return original.with(name, lists.merge(left, right, deletion));
    }
    if (deletion) {
      return original;
    }
    Json added = withoutDirectives(withoutNulls(patch));
    return added == null ? original.without(name) : original.with(name, added);
  }

  static Type field(Type type, String name) {
    return switch (type) {
      case ObjectType object -> {
        Field field = object.field(name);
        yield field == null ? ANYTHING : field.type();
      }
      case Type.MapOf map -> map.value();
      case Type.Scalar _, Type.ListOf _, Type.Anything _ -> ANYTHING;
    };
  }

  private static Type element(Type type, String name) {
    return field(type, name) instanceof Type.ListOf list ? list.element() : ANYTHING;
  }

  private static PatchStrategy strategy(Type type, String name) {
    Field field = type instanceof ObjectType object ? object.field(name) : null;
    return field == null ? PatchStrategy.REPLACE : field.patch();
  }

  private static Json withoutNulls(Json value) {
    return switch (value) {
      case JsonObject object -> {
        JsonObjectBuilder out = JsonObject.builder();
        object.forEach((name, inner) -> {
          if (inner != JsonNull.NULL) {
            out.put(name, withoutNulls(inner));
          }
        });
        yield out.build();
      }
      case JsonArray array -> JsonArray.of(array.map(StrategicMergePatch::withoutNulls));
      default -> value;
    };
  }

  /// Directives that found nothing to act upon; null where the whole value is one.
  static @Nullable Json withoutDirectives(Json value) {
    return switch (value) {
      case JsonObject object when object.has(DIRECTIVE) -> null;
      case JsonObject object -> {
        JsonObjectBuilder out = JsonObject.builder();
        object.forEach((name, inner) -> {
          Json kept = withoutDirectives(inner);
          if (kept != null) {
            out.put(name, kept);
          }
        });
        yield out.build();
      }
      case JsonArray array -> {
        var kept = new ArrayList<Json>();
        for (Json item : array) {
          Json inner = withoutDirectives(item);
          if (inner != null) {
            kept.add(inner);
          }
        }
        yield JsonArray.of(kept);
      }
      default -> value;
    };
  }
}
