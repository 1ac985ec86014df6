package k4j.api.protobuf;

import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.json.JsonWriter;
import k4j.api.meta.Times;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;

/// Writes the tree as a message of its type. A value that its type does not allow is left out: what
/// comes here has been decoded by the schema.
final class Encoder {

  private final Function<ObjectType, Message> messages;
  private final Unions unions;
  private final Sink out = new Sink();

  Encoder(Function<ObjectType, Message> messages, Unions unions) {
    this.messages = messages;
    this.unions = unions;
  }

  byte[] encode(JsonObject object, ObjectType type) {
    write(object, messages.apply(type));
    return out.toBytes();
  }

  private void write(JsonObject object, Message message) {
    for (Map.Entry<Integer, Message.Slot> entry : message.descending()) {
      int number = entry.getKey();
      switch (entry.getValue()) {
        case Message.Slot.Embedded(Message inner) -> {
          int before = out.size();
          write(object, inner);
          out.message(number, before);
        }
        case Message.Slot.Leaf(var field) -> {
          Json value = object.get(field.name());
          if (value != null && value != JsonNull.NULL) {
            write(number, value, field.type());
          }
        }
      }
    }
  }

  private void write(int number, Json value, Type type) {
    switch (type) {
      case Type.Scalar(var kind) -> scalar(number, value, kind);
      case Type.ListOf list -> {
        if (value instanceof JsonArray items) {
          for (int i = items.size() - 1; i >= 0; i--) {
            write(number, items.get(i), list.element());
          }
        }
      }
      case Type.MapOf map -> {
        if (value instanceof JsonObject entries) {
          map(number, entries, map.value());
        }
      }
      case ObjectType inner -> {
        if (value instanceof JsonObject object) {
          int before = out.size();
          write(object, messages.apply(inner));
          out.message(number, before);
        }
      }
      case Type.Anything anything -> {
        int before = out.size();
        anything(value, anything);
        out.message(number, before);
      }
    }
  }

  /// Values that are kept as they are lie in their message as JSON; the unions of JSON schemas are
  /// messages of their own.
  private void anything(Json value, Type.Anything type) {
    switch (Unions.of(type.definition())) {
      case RAW -> out.field(1, JsonWriter.toBytes(value, type));
      case OR_ARRAY, OR_STRINGS -> {
        if (value instanceof JsonArray items) {
          for (int i = items.size() - 1; i >= 0; i--) {
            write(2, items.get(i), unions.element(type.definition()));
          }
        } else {
          write(1, value, unions.schema(type.definition()));
        }
      }
      case OR_BOOL -> {
        boolean schema = value instanceof JsonObject;
        if (schema) {
          write(2, value, unions.schema(type.definition()));
        }
        out.field(1, schema || value == JsonBoolean.TRUE ? 1 : 0);
      }
    }
  }

  private void map(int number, JsonObject entries, Type valueType) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      int before = out.size();
      if (valueType instanceof Type.ListOf list) {
        int inner = out.size();
        write(1, entries.valueAt(i), list); // a map of lists has messages for values
        out.message(2, inner);
      } else {
        write(2, entries.valueAt(i), valueType);
      }
      out.field(1, entries.nameAt(i));
      out.message(number, before);
    }
  }

  private void scalar(int number, Json value, Type.ScalarKind kind) {
    switch (kind) {
      case STRING -> {
        if (value instanceof JsonString text) {
          out.field(number, text.value());
        }
      }
      case BOOLEAN -> out.field(number, value == JsonBoolean.TRUE ? 1 : 0);
      case INT32, INT64 -> {
        if (value instanceof JsonInteger whole) {
          out.field(number, whole.value());
        }
      }
      case DOUBLE -> {
        out.fixed64(Double.doubleToLongBits(decimal(value)));
        out.tag(number, Sink.FIXED64);
      }
      case BYTES -> {
        if (value instanceof JsonString text) {
          out.field(number, Base64.getDecoder().decode(text.value()));
        }
      }
      case TIME, MICRO_TIME -> time(number, value);
      case DURATION -> {
        if (value instanceof JsonString text) {
          int before = out.size();
          out.field(1, GoDuration.parse(text.value()).toNanos());
          out.message(number, before);
        }
      }
      case QUANTITY -> {
        int before = out.size();
        out.field(1, value instanceof JsonString text ? text.value() : value.toString());
        out.message(number, before);
      }
      case INT_OR_STRING -> intOrString(number, value);
    }
  }

  private static double decimal(Json value) {
    return switch (value) {
      case JsonInteger whole -> whole.value();
      case JsonDecimal decimal -> decimal.value();
      default -> 0;
    };
  }

  private void time(int number, Json value) {
    if (value instanceof JsonString text) {
      Instant instant = Times.parse(text.value()).orElse(Instant.EPOCH);
      int before = out.size();
      out.field(2, instant.getNano());
      out.field(1, instant.getEpochSecond());
      out.message(number, before);
    }
  }

  private void intOrString(int number, Json value) {
    int before = out.size();
    if (value instanceof JsonString text) {
      out.field(3, text.value());
      out.field(1, 1);
    } else if (value instanceof JsonInteger whole) {
      out.field(2, whole.value());
      out.field(1, 0);
    }
    out.message(number, before);
  }
}
