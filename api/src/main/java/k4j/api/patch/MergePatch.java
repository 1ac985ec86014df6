package k4j.api.patch;

import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// JSON merge patch (RFC 7386).
public final class MergePatch {

  private MergePatch() {}

  /// @throws k4j.api.meta.StatusException where the patch is not an object
  public static JsonObject apply(JsonObject original, Json patch) {
    if (patch == JsonNull.NULL) {
      throw PatchErrors.badRequest("Invalid JSON Patch");
    }
    if (!(patch instanceof JsonObject object)) {
      throw PatchErrors.badRequest(
          "error decoding patch: json: cannot unmarshal "
              + JsonPatch.goKind(patch)
              + " into Go value of type map[string]interface {}");
    }
    return merge(original, object);
  }

  private static JsonObject merge(JsonObject original, JsonObject patch) {
    JsonObject result = original;
    for (int i = 0; i < patch.size(); i++) {
      String name = patch.nameAt(i);
      Json value = patch.valueAt(i);
      result =
          value == JsonNull.NULL
              ? result.without(name)
              : result.with(name, merged(original.get(name), value));
    }
    return result;
  }

  private static Json merged(@Nullable Json original, Json patch) {
    return original instanceof JsonObject before && patch instanceof JsonObject after
        ? merge(before, after)
        : withoutNulls(patch);
  }

  /// What is new has nothing to remove.
  private static Json withoutNulls(Json value) {
    return switch (value) {
      case JsonObject object -> {
        var out = JsonObject.builder();
        object.forEach((name, inner) -> {
          if (inner != JsonNull.NULL) {
            out.put(name, withoutNulls(inner));
          }
        });
        yield out.build();
      }
      case JsonArray array -> JsonArray.of(array.map(MergePatch::withoutNulls));
      default -> value;
    };
  }
}
