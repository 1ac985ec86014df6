package k4j.api.roundtrip;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.random.RandomGenerator;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.json.JsonParser;
import k4j.api.meta.Times;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.api.schema.Type;
import k4j.api.schema.Type.ScalarKind;

/// Fills objects of any kind with whatever their schema allows.
final class RandomObjects {

  private static final int MAX_DEPTH = 9;
  private static final List<String> TEXTS =
      List.of(
          "a", "yes", "1e3", "null", "0x1f", "~", "a: b #c", " lead", "ü\u2028€😀", "x\ny\n", "-");
  private static final List<String> QUANTITIES =
      List.of("1", "100m", "1Gi", "250k", "1500m", "5Ti");
  static final List<String> DURATIONS = List.of("1m30s", "1s", "1h0m0s", "20ms");

  private final RandomGenerator random;

  RandomObjects(RandomGenerator random) {
    this.random = random;
  }

  JsonObject of(Resource resource) {
    JsonObject object = object(resource.type(), 0);
    return object.with("apiVersion", resource.apiVersion()).with("kind", resource.kind());
  }

  private JsonObject object(ObjectType type, int depth) {
    JsonObjectBuilder out = JsonObject.builder();
    for (Field field : type.fields()) {
      if (isKindOfPart(field, depth)) {
        continue;
      }
      boolean wanted = depth < 2 || random.nextInt(3) > 0;
      if (wanted && depth < MAX_DEPTH) {
        out.put(field.name(), value(field.type(), depth + 1));
      }
    }
    return out.build();
  }

  /// An object within an object (`volumeClaimTemplates`) shows its kind only in JSON.
  private static boolean isKindOfPart(Field field, int depth) {
    boolean named = field.name().equals("kind") || field.name().equals("apiVersion");
    return named && depth > 0 && field.number() == 0;
  }

  private Json value(Type type, int depth) {
    return switch (type) {
      case ObjectType object -> object(object, depth);
      case Type.ListOf list -> list(list.element(), depth);
      case Type.MapOf map -> map(map.value(), depth);
      case Type.Scalar scalar -> scalar(scalar.kind());
      case Type.Anything anything -> anything(anything.definition(), depth);
    };
  }

  private JsonArray list(Type element, int depth) {
    int size = depth > 5 ? 1 : 1 + random.nextInt(2);
    JsonArray out = JsonArray.EMPTY;
    for (int i = 0; i < size; i++) {
      out = out.with(value(element, depth + 1));
    }
    return out;
  }

  private JsonObject map(Type element, int depth) {
    JsonObject out = JsonObject.EMPTY;
    for (int i = 0; i <= random.nextInt(2); i++) {
      out = out.with("k" + i + one(List.of("", "/x", ".y")), value(element, depth + 1));
    }
    return out;
  }

  private <T> T one(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private Json scalar(ScalarKind kind) {
    return switch (kind) {
      case STRING -> Json.of(one(TEXTS));
      case BOOLEAN -> Json.of(random.nextBoolean());
      case INT32 -> Json.of(one(List.of(0, 1, -1, 80, Integer.MAX_VALUE, Integer.MIN_VALUE)));
      case INT64 -> Json.of(one(List.of(0L, 1L, -1L, Long.MAX_VALUE, Long.MIN_VALUE)));
      case DOUBLE -> JsonParser.parse(one(List.of("1.5", "0.25", "3")));
      case BYTES -> {
        var bytes = new byte[1 + random.nextInt(9)];
        random.nextBytes(bytes);
        yield Json.of(Base64.getEncoder().encodeToString(bytes));
      }
      case TIME -> Json.of(Times.format(Instant.ofEpochSecond(random.nextInt())));
      case MICRO_TIME -> Json.of("2026-01-02T03:04:05.%06dZ".formatted(random.nextInt(1_000_000)));
      case DURATION -> Json.of(one(DURATIONS));
      case QUANTITY -> Json.of(one(QUANTITIES));
      case INT_OR_STRING -> random.nextBoolean() ? Json.of(random.nextInt(99)) : Json.of("25%");
    };
  }

  private Json anything(String definition, int depth) {
    String name = definition.substring(definition.lastIndexOf('.') + 1);
    return switch (name) {
      case "JSONSchemaPropsOrBool" -> random.nextBoolean() ? Json.of(true) : schema();
      case "JSONSchemaPropsOrArray" ->
          random.nextBoolean() ? schema() : JsonArray.of(schema(), schema());
      case "JSONSchemaPropsOrStringArray" ->
          random.nextBoolean() ? schema() : JsonArray.ofStrings(List.of("a", "b"));
      case "FieldsV1" -> JsonParser.parse("{\"f:a\":{\".\":{},\"k:{\\\"b\\\":1}\":{}}}");
      case "RawExtension" ->
          JsonParser.parse("{\"apiVersion\":\"x/v1\",\"kind\":\"X\",\"d\":%d}".formatted(depth));
      default -> JsonParser.parse(one(List.of("{\"a\":[1,2.5,null]}", "\"t\"", "7", "[true]")));
    };
  }

  private static JsonObject schema() {
    return JsonObject.EMPTY.with("type", "string").with("maxLength", 7);
  }
}
