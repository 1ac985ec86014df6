package k4j.api.validation;

import java.util.Locale;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;

/// Shows a value as Go shows its own form of it, which has no names for JSON: fields by their names
/// in Go, in their order, and those that nobody set too.
public final class GoStruct {

  private final JsonObject value;
  private final StringBuilder out = new StringBuilder();

  private GoStruct(JsonObject value) {
    this.value = value;
  }

  public static GoStruct of(JsonObject value) {
    return new GoStruct(value);
  }

  /// A text, empty where nobody set it.
  public GoStruct text(String name) {
    return field(name, new JsonString(""));
  }

  /// What is null where nobody set it.
  public GoStruct pointer(String name) {
    return field(name, JsonNull.NULL);
  }

  private GoStruct field(String name, Json otherwise) {
    Json given = value.get(jsonName(name));
    Json shown = given == null ? otherwise : given;
    return written(name, shown.toString());
  }

  /// A field whose value is shown already.
  public GoStruct written(String name, String shown) {
    out.append(out.isEmpty() ? "" : ",").append('"').append(name).append("\":").append(shown);
    return this;
  }

  /// `APIGroup` is `apiGroup` in JSON.
  private static String jsonName(String name) {
    int capitals = 0;
    while (capitals < name.length() && Character.isUpperCase(name.charAt(capitals))) {
      capitals++;
    }
    int lower = Math.max(1, capitals - 1);
    return name.substring(0, lower).toLowerCase(Locale.ROOT) + name.substring(lower);
  }

  public String show() {
    return "{" + out + "}";
  }
}
