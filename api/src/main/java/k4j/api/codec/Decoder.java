package k4j.api.codec;

import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.json.JsonString;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// Brings an object that a client sent to the form that its type has in Kubernetes: what is unknown
/// is dropped and named, nulls and meaningless zeros go, texts of times and quantities become
/// canonical, and a value of the wrong type is an error. What is right already is not copied.
public final class Decoder {

  private static final int MAX_PROBLEMS = 100;

  private final List<String> problems;

  private Decoder(List<String> problems) {
    this.problems = problems;
  }

  /// @param problems receives what strict decoding objects to, such as `unknown field "spec.foo"`
  /// @throws DecodeException where a value has the wrong type
  public static JsonObject decode(JsonObject object, ObjectType type, List<String> problems) {
    return new Decoder(problems).object(object, type, null);
  }

  private JsonObject object(JsonObject object, ObjectType type, @Nullable Place place) {
    Set<String> kept = ZeroFields.kept(type.name());
    JsonObjectBuilder changed = null;
    for (int i = 0; i < object.size(); i++) {
      String name = object.nameAt(i);
      Json before = object.valueAt(i);
      Json after = entry(name, before, type, kept, place);
      if (after != before && changed == null) {
        changed = JsonObject.builder();
        for (int j = 0; j < i; j++) {
          changed.put(object.nameAt(j), object.valueAt(j));
        }
      }
      if (changed != null && after != null) {
        changed.put(name, after);
      }
    }
    return changed == null ? object : changed.build();
  }

  /// Null where the field goes.
  private @Nullable Json entry(
      String name,
      Json value,
      ObjectType type,
      @Nullable Set<String> kept,
      @Nullable Place parent) {
    Field field = type.field(name);
    Place place = Place.field(parent, type.name(), name);
    if (field == null) {
      if (problems.size() < MAX_PROBLEMS) {
        problems.add("unknown field \"" + place.strictPath() + "\"");
      }
      return null;
    }
    if (type.name().isEmpty()) {
      return custom(value, field.type(), place);
    }
    if (value == JsonNull.NULL) {
      return keepsNull(field.type()) ? value : null;
    }
    Json decoded = value(value, field.type(), place);
    boolean meaningless = kept != null && isZero(decoded, field.type()) && !kept.contains(name);
    return meaningless ? null : decoded;
  }

  /// Most of what may be anything is a pointer in Go, for which null is nothing.
  private static boolean keepsNull(Type type) {
    return type instanceof Type.Anything anything
        && (anything.definition().isEmpty() || anything.definition().endsWith(".RawExtension"));
  }

  private static boolean isZero(Json value, Type type) {
    return switch (value) {
      case JsonArray array -> array.isEmpty() && type instanceof Type.ListOf;
      case JsonObject object -> object.isEmpty() && type instanceof Type.MapOf;
      case JsonString text -> text.value().isEmpty() && type instanceof Type.Scalar;
      case JsonInteger number ->
          number.value() == 0
              && type instanceof Type.Scalar scalar
              && scalar.kind() != Type.ScalarKind.INT_OR_STRING;
      case JsonBoolean truth -> !truth.value() && type instanceof Type.Scalar;
      case JsonDecimal _, JsonNull _ -> false;
    };
  }

  private Json value(Json value, Type type, Place place) {
    return switch (type) {
      case ObjectType object -> {
        if (!(value instanceof JsonObject given)) {
          throw place.cannotUnmarshal(Scalars.goValue(value), GoTypes.name(type));
        }
        yield object(given, object, place);
      }
      case Type.ListOf list -> {
        if (!(value instanceof JsonArray given)) {
          throw place.cannotUnmarshal(Scalars.goValue(value), GoTypes.name(type));
        }
        yield list(given, list.element(), place);
      }
      case Type.MapOf map -> {
        if (!(value instanceof JsonObject given)) {
          throw place.cannotUnmarshal(Scalars.goValue(value), GoTypes.name(type));
        }
        yield map(given, map.value(), place);
      }
      case Type.Scalar scalar -> Scalars.decode(value, scalar.kind(), place);
      case Type.Anything _ -> value;
    };
  }

  private JsonArray list(JsonArray array, Type element, Place place) {
    JsonArray result = array;
    for (int i = 0; i < array.size(); i++) {
      Json before = array.get(i);
      Json after =
          before == JsonNull.NULL
              ? GoTypes.zero(element)
              : value(before, element, isLeaf(element) ? place : place.item(i));
      if (after != before) {
        result = result.withAt(i, after);
      }
    }
    return result;
  }

  private JsonObject map(JsonObject map, Type element, Place place) {
    JsonObject result = map;
    for (int i = 0; i < map.size(); i++) {
      Json before = map.valueAt(i);
      String key = map.nameAt(i);
      Json after =
          before == JsonNull.NULL
              ? GoTypes.zero(element)
              : value(before, element, isLeaf(element) ? place : place.key(key));
      if (after != before) {
        result = result.with(key, after);
      }
    }
    return result;
  }

  private static boolean isLeaf(Type type) {
    return type instanceof Type.Scalar || type instanceof Type.Anything;
  }

  /// Within a custom resource only what is unknown goes; its schema judges the rest.
  private Json custom(Json value, Type type, Place place) {
    return switch (type) {
      case ObjectType object when value instanceof JsonObject given -> object(given, object, place);
      case Type.ListOf list when value instanceof JsonArray given -> {
        JsonArray result = given;
        for (int i = 0; i < given.size(); i++) {
          result = result.withAt(i, custom(given.get(i), list.element(), place.item(i)));
        }
        yield result;
      }
      case Type.MapOf map when value instanceof JsonObject given -> {
        JsonObject result = given;
        for (String key : given.names()) {
          Json inner = given.get(key);
          if (inner != null) {
            result = result.with(key, custom(inner, map.value(), place.key(key)));
          }
        }
        yield result;
      }
      default -> value;
    };
  }
}
