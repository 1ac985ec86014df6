package k4j.api.cel.value;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;

/// Writes values of the language as a tree.
public final class ValueJson {

  private ValueJson() {}

  /// @throws EvaluationException where the value has no form in JSON
  public static Json of(Object value) {
    return switch (value) {
      case JsonMapView(var object, _) -> object;
      case JsonListView(var array, _) -> array;
      case Boolean flag -> Json.of(flag);
      case Long number -> Json.of(number);
      case Unsigned(long bits) ->
          bits >= 0 ? Json.of(bits) : Json.of(new Unsigned(bits).toDouble());
      case Double number -> Json.of(number);
      case String text -> Json.of(text);
      case Bytes bytes -> Json.of(Base64.getEncoder().encodeToString(bytes.toArray()));
      case Duration duration -> Json.of(Times.text(duration));
      case Instant time -> Json.of(Times.text(time));
      case CelNull _ -> JsonNull.NULL;
      case CelList list -> array(list);
      case CelMap map -> object(map);
      case OptionalValue(var inner) when inner != null -> of(inner);
      default ->
          throw new EvaluationException(
              "unsupported conversion from " + Types.nameOf(value) + " to JSON");
    };
  }

  private static JsonArray array(CelList list) {
    var items = new ArrayList<Json>(list.size());
    list.forEach(item -> items.add(of(item)));
    return JsonArray.of(items);
  }

  private static JsonObject object(CelMap map) {
    var builder = JsonObject.builder();
    for (Object key : map.keys()) {
      Object value = map.find(key);
      if (value != null) {
        builder.put(String.valueOf(key), of(value));
      }
    }
    return builder.build();
  }
}
