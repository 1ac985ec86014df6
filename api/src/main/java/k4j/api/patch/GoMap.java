package k4j.api.patch;

import java.util.ArrayList;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import org.jspecify.annotations.Nullable;

/// Shows a tree as Go prints its maps, which some of Kubernetes' messages contain.
public final class GoMap {

  private GoMap() {}

  /// Go's `%v` of a decoded value: `map[a:1 b:[x y]]`.
  public static String show(Json value) {
    return switch (value) {
      case JsonObject object -> {
        var entries = new ArrayList<String>(object.size());
        object.forEach((name, inner) -> entries.add(name + ":" + show(inner)));
        yield "map[" + String.join(" ", entries) + "]";
      }
      case JsonArray array -> "[" + String.join(" ", array.map(GoMap::show)) + "]";
      case JsonString text -> text.value();
      case JsonNull _ -> "<nil>";
      case JsonInteger _, JsonDecimal _, JsonBoolean _ -> value.toString();
    };
  }

  static String goType(@Nullable Json value) {
    return switch (value) {
      case JsonObject _ -> "map[string]interface {}";
      case JsonArray _ -> "[]interface {}";
      case JsonString _ -> "string";
      case JsonInteger _ -> "int64";
      case JsonDecimal _ -> "float64";
      case JsonBoolean _ -> "bool";
      case JsonNull _ -> "%!s(<nil>)";
      case null -> "%!s(<nil>)";
    };
  }
}
