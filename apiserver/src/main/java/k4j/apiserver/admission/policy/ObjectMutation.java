package k4j.apiserver.admission.policy;

import java.util.List;
import k4j.api.apply.PatchMerge;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.CelNull;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.MapValue;
import k4j.api.cel.value.ValueJson;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.patch.JsonPatch;
import k4j.api.schema.Type;

/// Changes an object by what an expression gave. Pure.
final class ObjectMutation {

  private ObjectMutation() {}

  /// Merges an apply configuration, as server-side apply would.
  ///
  /// @throws EvaluationException where it cannot be merged
  static JsonObject apply(JsonObject object, Object configuration, Type type) {
    requireNames(configuration, "Object");
    if (!(ValueJson.of(configuration) instanceof JsonObject given)) {
      throw new EvaluationException("invalid return type");
    }
    JsonObject patch =
        given.with("apiVersion", object.string("apiVersion")).with("kind", object.string("kind"));
    List<String> atomics = PatchMerge.atomics(patch, type);
    if (!atomics.isEmpty()) {
      throw new EvaluationException(
          "error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or"
              + " structs: "
              + String.join(", ", atomics));
    }
    return PatchMerge.merge(object, patch, type);
  }

  /// Applies a JSON patch; one whose test fails changes nothing.
  ///
  /// @throws EvaluationException where it cannot be applied
  static JsonObject patch(JsonObject object, Object steps) {
    if (!(steps instanceof CelList list)) {
      throw new EvaluationException(
          "type mismatch: JSONPatchType.expression should evaluate to array");
    }
    JsonObject result = object;
    for (Object step : list) {
      if (step instanceof CelMap map) {
        Object value = map.find("value");
        requireNames(value == null ? CelNull.NULL : value, "");
      }
      Json operation = ValueJson.of(step);
      try {
        result =
            JsonPatch.apply(result, JsonArray.of(operation)) instanceof JsonObject patched
                ? patched
                : result;
      } catch (StatusException failure) {
        if (operation instanceof JsonObject one && one.string("op").equals("test")) {
          return object;
        }
        throw new EvaluationException("JSON Patch: " + failure.status().message());
      }
    }
    return result;
  }

  /// An object's type has to be named after the place where it stands.
  ///
  /// @param name that it should have; empty for any
  private static void requireNames(Object value, String name) {
    switch (value) {
      case MapValue(var type, var entries) when type.startsWith("Object") -> {
        if (!name.isEmpty() && !type.equals(name)) {
          throw new EvaluationException(
              ("type mismatch: unexpected type name \"%s\", expected \"%s\", which matches field"
                      + " name path from root Object type")
                  .formatted(type, name));
        }
        entries.forEach((field, each) -> requireNames(each, type + "." + field));
      }
      case MapValue(_, var entries) -> entries.values().forEach(each -> requireNames(each, name));
      case CelList list -> list.forEach(each -> requireNames(each, name));
      default -> {}
    }
  }
}
