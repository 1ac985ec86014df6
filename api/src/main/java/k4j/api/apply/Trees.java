package k4j.api.apply;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// How a value of a type is taken apart: whole, entry by entry, or item by item.
final class Trees {

  static final Type ANYTHING = new Type.Anything();

  /// A list of which nothing is known is owned as a whole.
  private static final Type.ListOf UNKNOWN_LIST =
      new Type.ListOf(ANYTHING, Type.ListKind.ATOMIC, List.of());

  private static final Type.MapOf UNKNOWN_MAP = new Type.MapOf(ANYTHING, false);

  /// What a struct holds unread (`RawExtension`) is owned as a whole, whatever it is.
  private static final Type RAW = new Type.MapOf(ANYTHING, true);

  private Trees() {}

  /// The type by which a value is taken apart; without a schema the value tells.
  static Type resolved(Type type, @Nullable Json value) {
    if (!(type instanceof Type.Anything)) {
      return type;
    }
    return switch (value) {
      case JsonObject _ -> UNKNOWN_MAP;
      case JsonArray _ -> UNKNOWN_LIST;
      case null, default -> type;
    };
  }

  static boolean isMap(Type type) {
    return type instanceof ObjectType || type instanceof Type.MapOf;
  }

  /// Whether the value belongs to one manager as a whole.
  static boolean isAtomic(Type type) {
    return switch (type) {
      case ObjectType object -> object.atomic();
      case Type.MapOf map -> map.atomic();
      case Type.ListOf list -> list.kind() == Type.ListKind.ATOMIC;
      case Type.Scalar _, Type.Anything _ -> true;
    };
  }

  /// The type of an entry.
  static Type below(Type type, String name) {
    return switch (type) {
      case ObjectType object -> {
        Field field = object.field(name);
        Type declared = field == null ? ANYTHING : field.type();
        yield object.isStruct() && declared instanceof Type.Anything ? RAW : declared;
      }
      case Type.MapOf map -> map.value();
      case Type.ListOf _, Type.Scalar _, Type.Anything _ -> ANYTHING;
    };
  }

  /// What stands for a field that nobody set: null, in Go's way where it shows that, or nothing.
  static @Nullable Json unset(Type type, String name) {
    Field field = type instanceof ObjectType object ? object.field(name) : null;
    return field != null && field.zero() == JsonNull.NULL ? JsonNull.NULL : null;
  }

  /// What an object of the type shows before anything is set.
  static JsonObject blank(ObjectType type) {
    JsonObject blank = JsonObject.EMPTY;
    for (Field field : type.fields()) {
      Json zero = field.zero();
      if (zero != null && zero != JsonNull.NULL) {
        boolean struct = zero == JsonObject.EMPTY && field.type() instanceof ObjectType;
        blank = blank.with(field.name(), struct ? blank((ObjectType) field.type()) : zero);
      }
    }
    return blank;
  }

  static JsonObject map(@Nullable Json value) {
    return value instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  static JsonArray list(@Nullable Json value) {
    return value instanceof JsonArray array ? array : JsonArray.EMPTY;
  }

  static boolean isNull(@Nullable Json value) {
    return value == null || value == JsonNull.NULL;
  }

  /// Numbers are equal by value, whether written as integer or not.
  static boolean same(Json a, Json b) {
    if (a instanceof JsonInteger x && b instanceof JsonDecimal y) {
      return x.value() == y.value();
    }
    if (a instanceof JsonDecimal && b instanceof JsonInteger) {
      return same(b, a);
    }
    return a.equals(b);
  }
}
