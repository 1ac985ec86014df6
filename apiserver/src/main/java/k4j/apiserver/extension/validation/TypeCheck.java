package k4j.apiserver.extension.validation;

import java.util.List;
import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.apiserver.extension.schema.Structural;

/// Whether a value is of the type that its schema names (kube-openapi, `validate/type.go`). Pure.
final class TypeCheck {

  private TypeCheck() {}

  static void check(Json value, Structural schema, String path, Findings findings) {
    List<String> types = types(schema);
    String format = ValueFormat.of(schema);
    if (types.isEmpty() && format.isEmpty()) {
      return;
    }
    if (value == JsonNull.NULL) {
      if (!types.isEmpty() && !schema.nullable()) {
        wrong(path, String.join(",", types), "null", findings);
      }
      return;
    }
    String type = type(value);
    boolean fits =
        types.contains(type)
            || (type.equals("number") && types.contains("integer") && Numbers.isWhole(value))
            || (type.equals("integer") && types.contains("number"));
    boolean sequence = value instanceof JsonString || value instanceof JsonArray;
    String own =
        value instanceof JsonInteger ? "int64" : value instanceof JsonDecimal ? "float64" : "";
    if (!sequence && !format.isEmpty() && !fits && !own.equals(format)) {
      wrong(path, format, own, findings);
      return;
    }
    boolean numeric = types.contains("number") || types.contains("integer");
    if (!numeric && !format.isEmpty() && sequence) {
      findings.match();
      return; // the format judges
    }
    if (fits) {
      findings.match();
    } else {
      wrong(path, String.join(",", types), type, findings);
    }
  }

  private static List<String> types(Structural schema) {
    if (schema.intOrString()) {
      return List.of("integer", "string");
    }
    return schema.type().isEmpty() ? List.of() : List.of(schema.type());
  }

  private static String type(Json value) {
    return switch (value) {
      case JsonObject _ -> "object";
      case JsonArray _ -> "array";
      case JsonString _ -> "string";
      case JsonInteger _ -> "integer";
      case JsonDecimal _ -> "number";
      case JsonBoolean _ -> "boolean";
      case JsonNull _ -> "null";
    };
  }

  static void wrong(String path, String wanted, String given, Findings findings) {
    String message =
        "%s in body must be of type %s: %s".formatted(path, wanted, GoQuote.quote(given));
    findings.add(new Finding.WrongType(path, Json.of(given), message));
  }
}
