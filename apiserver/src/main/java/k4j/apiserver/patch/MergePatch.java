package k4j.apiserver.patch;

import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;

/// A JSON merge patch (RFC 7386). Pure.
final class MergePatch {

  private MergePatch() {}

  static JsonObject apply(JsonObject object, JsonObject patch) {
    JsonObject out = object;
    for (int i = 0; i < patch.size(); i++) {
      String name = patch.nameAt(i);
      Json value = patch.valueAt(i);
      out =
          switch (value) {
            case JsonNull _ -> out.without(name);
            case JsonObject inner -> out.with(name, apply(out.object(name), inner));
            default -> out.with(name, value);
          };
    }
    return out;
  }
}
