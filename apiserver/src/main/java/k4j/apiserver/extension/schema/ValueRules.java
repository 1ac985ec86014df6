package k4j.apiserver.extension.schema;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The schemas that a value must satisfy besides its own.
public record ValueRules(
    List<Structural> allOf,
    List<Structural> anyOf,
    List<Structural> oneOf,
    @Nullable Structural not,
    List<Json> enumeration,
    List<String> required) {

  public ValueRules {
    allOf = List.copyOf(allOf);
    anyOf = List.copyOf(anyOf);
    oneOf = List.copyOf(oneOf);
    enumeration = List.copyOf(enumeration);
    required = List.copyOf(required);
  }

  static ValueRules of(JsonObject raw) {
    return new ValueRules(
        schemas(raw, "allOf"),
        schemas(raw, "anyOf"),
        schemas(raw, "oneOf"),
        raw.get("not") instanceof JsonObject not ? Structural.of(not) : null,
        raw.array("enum").map(each -> each),
        raw.array("required").strings());
  }

  private static List<Structural> schemas(JsonObject raw, String name) {
    return raw.array(name).objects().stream().map(Structural::of).toList();
  }

  /// A number of a schema, such as `maximum`; null where it has none.
  public static @Nullable Double number(JsonObject raw, String name) {
    return switch (raw.get(name)) {
      case JsonInteger whole -> Double.valueOf((double) whole.value());
      case JsonDecimal decimal -> decimal.value();
      case null, default -> null;
    };
  }

  /// A count of a schema, such as `maxLength`; null where it has none.
  public static @Nullable Long count(JsonObject raw, String name) {
    Double number = number(raw, name);
    return number == null ? null : Long.valueOf(number.longValue());
  }
}
