package k4j.api.cel.value;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import k4j.api.cel.type.CelSchema;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import org.jspecify.annotations.Nullable;

/// The tree as values of the language. Objects and lists become views; nothing is copied.
public final class JsonValues {

  private JsonValues() {}

  /// Without a schema: texts, numbers, lists and maps as they stand.
  public static Object of(Json json) {
    return switch (json) {
      case JsonObject object -> new JsonMapView(object, null);
      case JsonArray array -> new JsonListView(array, null);
      case JsonString text -> text.value();
      case JsonInteger number -> number.value();
      case JsonDecimal number -> number.value();
      case JsonBoolean flag -> flag == JsonBoolean.TRUE;
      case JsonNull _ -> CelNull.NULL;
    };
  }

  static Object of(Json json, @Nullable CelSchema schema) {
    return schema == null ? of(json) : typed(json, schema);
  }

  /// By the schema: times, bytes and fractions have their types, sets and keyed lists their own
  /// equality, objects show only what the schema knows.
  ///
  /// @throws EvaluationException where the value is not of the schema's type
  public static Object typed(Json json, CelSchema schema) {
    if (json instanceof JsonNull) {
      if (schema.nullable()) {
        return CelNull.NULL;
      }
      throw new EvaluationException("invalid data, got null for schema with nullable=false");
    }
    if (schema.intOrString()) {
      return switch (json) {
        case JsonString text -> text.value();
        case JsonInteger number -> number.value();
        default ->
            throw new EvaluationException(
                "invalid data, expected XIntOrString value to be either a string or integer");
      };
    }
    return switch (json) {
      case JsonObject object when schema.type().equals("object") -> new JsonMapView(object, schema);
      case JsonArray array when schema.type().equals("array") -> new JsonListView(array, schema);
      case JsonString text when schema.type().equals("string") -> formatted(text.value(), schema);
      case JsonInteger number when schema.type().equals("integer") -> number.value();
      case JsonInteger number when schema.type().equals("number") -> (double) number.value();
      case JsonDecimal number when schema.type().equals("number") -> number.value();
      case JsonBoolean flag when schema.type().equals("boolean") -> flag == JsonBoolean.TRUE;
      case Json _ when schema.type().isEmpty() && schema.preservesUnknownFields() -> of(json);
      default -> throw new EvaluationException(mismatch(json, schema.type()));
    };
  }

  private static String mismatch(Json json, String type) {
    return switch (type) {
      case "object" -> "invalid data, expected a map for the provided schema with type=object";
      case "array" -> "invalid data, expected an array for the provided schema with type=array";
      case "string", "integer", "number", "boolean" ->
          "invalid data, expected %s, got %s".formatted(goName(type), goType(json));
      default ->
          "invalid type, expected object, array, number, integer, boolean or string, or no type"
              + " with x-kubernetes-int-or-string or x-kubernetes-preserve-unknown-fields is"
              + " true, got "
              + type;
    };
  }

  private static String goName(String type) {
    return switch (type) {
      case "integer" -> "int";
      case "number" -> "float";
      case "boolean" -> "bool";
      default -> type;
    };
  }

  private static String goType(Json json) {
    return switch (json) {
      case JsonObject _ -> "map[string]interface {}";
      case JsonArray _ -> "[]interface {}";
      case JsonString _ -> "string";
      case JsonInteger _ -> "int64";
      case JsonDecimal _ -> "float64";
      case JsonBoolean _ -> "bool";
      case JsonNull _ -> "<nil>";
    };
  }

  private static Object formatted(String text, CelSchema schema) {
    try {
      return switch (schema.format()) {
        case "duration" -> Times.schemaDuration(text);
        case "date" -> LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        case "date-time" -> dateTime(text);
        case "byte" -> new Bytes(Base64.getDecoder().decode(text));
        default -> text;
      };
    } catch (DateTimeParseException | IllegalArgumentException failure) {
      String format =
          switch (schema.format()) {
            case "byte" -> "byte formatted string";
            case "duration" -> "duration";
            default -> schema.format() + " formatted string";
          };
      throw new EvaluationException("Invalid " + format + " " + text + ": " + failure.getMessage());
    }
  }

  private static Instant dateTime(String text) {
    return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
  }
}
