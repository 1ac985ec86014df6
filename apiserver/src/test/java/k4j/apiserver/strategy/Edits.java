package k4j.apiserver.strategy;

import java.util.List;
import java.util.Objects;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import org.jspecify.annotations.Nullable;

/// Changes at one place of an object, named as in a JSON pointer; `+` is the end of a list.
final class Edits {

  private static final String END = "+";

  private Edits() {}

  /// @param value as JSON; `-` takes away what is there
  static Json apply(Json object, String path, String value) {
    Json wanted = value.equals("-") ? null : JsonParser.parse(value);
    return path.isEmpty() && wanted != null ? wanted : changed(object, names(path), wanted);
  }

  /// Null where there is nothing.
  static @Nullable Json at(Json object, String path) {
    Json here = object;
    for (String name : path.isEmpty() ? List.<String>of() : names(path)) {
      here =
          switch (here) {
            case JsonArray array -> {
              int index = name.equals(END) ? array.size() - 1 : index(name);
              yield index >= 0 && index < array.size() ? array.get(index) : null;
            }
            case JsonObject inner -> inner.get(name);
            case null, default -> null;
          };
    }
    return here;
  }

  private static int index(String name) {
    return name.matches("[0-9]+") ? Integer.parseInt(name) : -1;
  }

  private static List<String> names(String path) {
    return List.of(path.split("/", -1)).stream()
        .map(name -> name.replace("~1", "/").replace("~0", "~"))
        .toList();
  }

  private static Json changed(Json tree, List<String> path, @Nullable Json value) {
    String name = path.getFirst();
    List<String> rest = path.subList(1, path.size());
    if (tree instanceof JsonArray array) {
      if (name.equals(END)) {
        return array.with(inner(null, rest, value));
      }
      int index = Integer.parseInt(name);
      if (rest.isEmpty() && value == null) {
        Json unwanted = array.get(index);
        return array.without(item -> item == unwanted);
      }
      return array.withAt(index, inner(array.get(index), rest, value));
    }
    var object = (JsonObject) tree;
    if (rest.isEmpty() && value == null) {
      return object.without(name);
    }
    return object.with(name, inner(object.get(name), rest, value));
  }

  private static Json inner(@Nullable Json tree, List<String> rest, @Nullable Json value) {
    if (rest.isEmpty()) {
      return Objects.requireNonNull(value);
    }
    Json here = tree;
    if (here == null) {
      String next = rest.getFirst();
      here = next.equals(END) || next.equals("0") ? JsonArray.EMPTY : JsonObject.EMPTY;
    }
    return changed(here, rest, value);
  }
}
