package k4j.api.roundtrip;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// A tree as its leaves, so that a difference names its place.
final class Leaves {

  private Leaves() {}

  /// Lines such as `.spec.a: 1 became 2`.
  static List<String> difference(JsonObject before, JsonObject after) {
    SortedMap<String, String> old = of(before);
    SortedMap<String, String> now = of(after);
    var paths = new TreeSet<>(old.keySet());
    paths.addAll(now.keySet());
    var out = new ArrayList<String>();
    for (String path : paths) {
      String was = old.getOrDefault(path, "nothing");
      String is = now.getOrDefault(path, "nothing");
      if (!was.equals(is)) {
        out.add(path + ": " + was + " became " + is);
      }
    }
    return out;
  }

  private static SortedMap<String, String> of(JsonObject object) {
    var out = new TreeMap<String, String>();
    walk(object, "", out);
    return out;
  }

  private static void walk(Json value, String path, SortedMap<String, String> out) {
    switch (value) {
      case JsonObject object when !object.isEmpty() ->
          object.forEach((name, inner) -> walk(inner, path + "." + name, out));
      case JsonArray array when !array.isEmpty() -> {
        for (int i = 0; i < array.size(); i++) {
          walk(array.get(i), path + "[" + i + "]", out);
        }
      }
      default -> out.put(path, value.toString());
    }
  }
}
