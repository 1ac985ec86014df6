package k4j.api.apply;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.schema.Type;

/// Merges part of an object into it by the schema, as server-side apply does, but without keeping
/// account of who owns what. Pure.
public final class PatchMerge {

  private PatchMerge() {}

  public static JsonObject merge(JsonObject live, JsonObject patch, Type type) {
    return TypedMerge.merge(live, patch, type);
  }

  /// Where the patch holds a list, map or object that can only be replaced as a whole.
  public static List<String> atomics(JsonObject patch, Type type) {
    var found = new ArrayList<String>();
    collect(patch, type, "", found);
    return found;
  }

  private static void collect(Json value, Type declared, String path, List<String> found) {
    Type type = Trees.resolved(declared, value);
    switch (value) {
      case JsonObject object -> {
        if (Trees.isAtomic(type)) {
          found.add(path);
          return;
        }
        object.forEach(
            (name, each) -> collect(each, Trees.below(type, name), path + "." + name, found));
      }
      case JsonArray array -> {
        if (Trees.isAtomic(type)) {
          found.add(path);
          return;
        }
        if (type instanceof Type.ListOf list) {
          for (int i = 0; i < array.size(); i++) {
            collect(array.get(i), list.element(), path + "[" + i + "]", found);
          }
        }
      }
      default -> {}
    }
  }
}
