package k4j.api.protobuf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import k4j.api.codec.Decoder;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonException;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.Times;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;

/// Reads a message of a type into the tree. Zero values that Go writes whether they mean something
/// or not are kept: the decoder of the schema takes out the meaningless ones.
final class ProtoDecoder {

  private final Function<ObjectType, Message> messages;
  private final Unions unions;

  ProtoDecoder(Function<ObjectType, Message> messages, Unions unions) {
    this.messages = messages;
    this.unions = unions;
  }

  JsonObject decode(Source in, ObjectType type) {
    var values = new LinkedHashMap<String, Json>();
    read(in, messages.apply(type), values);
    return JsonObject.of(values);
  }

  private void read(Source in, Message message, Map<String, Json> values) {
    while (!in.isEmpty()) {
      long tag = in.varint();
      int wireType = (int) (tag & 7);
      switch (message.slot((int) (tag >>> 3))) {
        case Message.Slot.Leaf(Field field) -> leaf(in, wireType, field, values);
        case Message.Slot.Embedded(Message inner) -> read(in.message(), inner, values);
        case null -> in.skip(wireType);
      }
    }
  }

  private void leaf(Source in, int wireType, Field field, Map<String, Json> values) {
    switch (field.type()) {
      case Type.ListOf list -> {
        Json old = values.get(field.name());
        JsonArray known = old instanceof JsonArray array ? array : JsonArray.EMPTY;
        values.put(field.name(), items(in, wireType, list.element(), known));
      }
      case Type.MapOf map -> {
        Json old = values.get(field.name());
        JsonObject known = old instanceof JsonObject object ? object : JsonObject.EMPTY;
        values.put(field.name(), entry(in.message(), map.value(), known));
      }
      case Type other -> values.put(field.name(), value(in, other));
    }
  }

  private JsonArray items(Source in, int wireType, Type element, JsonArray known) {
    boolean packed = wireType == Sink.BYTES && element instanceof Type.Scalar s && isNumber(s);
    if (!packed) {
      return known.with(value(in, element));
    }
    JsonArray out = known;
    for (Source numbers = in.message(); !numbers.isEmpty(); ) {
      out = out.with(value(numbers, element));
    }
    return out;
  }

  private static boolean isNumber(Type.Scalar scalar) {
    return switch (scalar.kind()) {
      case BOOLEAN, INT32, INT64 -> true;
      default -> false;
    };
  }

  private JsonObject entry(Source in, Type valueType, JsonObject known) {
    String key = "";
    Json value = zero(valueType);
    while (!in.isEmpty()) {
      long tag = in.varint();
      int wireType = (int) (tag & 7);
      switch ((int) (tag >>> 3)) {
        case 1 -> key = in.string();
        case 2 ->
            value =
                valueType instanceof Type.ListOf list
                    ? list(in.message(), list.element())
                    : value(in, valueType);
        default -> in.skip(wireType);
      }
    }
    return known.with(key, value);
  }

  /// A list that is the value of a map lies in a message of its own.
  private JsonArray list(Source in, Type element) {
    List<Json> items = new ArrayList<>();
    while (!in.isEmpty()) {
      in.varint(); // its tag
      items.add(value(in, element));
    }
    return JsonArray.of(items);
  }

  private static Json zero(Type type) {
    return switch (type) {
      case Type.Scalar(Type.ScalarKind kind) when kind == Type.ScalarKind.STRING -> Json.of("");
      case Type.Scalar(Type.ScalarKind kind) when kind == Type.ScalarKind.BYTES -> Json.of("");
      case Type.ListOf _ -> JsonArray.EMPTY;
      default -> JsonNull.NULL;
    };
  }

  private Json value(Source in, Type type) {
    return switch (type) {
      case Type.Scalar(Type.ScalarKind kind) -> scalar(in, kind);
      case ObjectType inner -> decode(in.message(), inner);
      case Type.Anything anything -> anything(in.message(), anything.definition());
      case Type.ListOf list -> list(in.message(), list.element());
      case Type.MapOf map -> entry(in.message(), map.value(), JsonObject.EMPTY);
    };
  }

  private static Json scalar(Source in, Type.ScalarKind kind) {
    return switch (kind) {
      case STRING -> Json.of(in.string());
      case BOOLEAN -> Json.of(in.varint() != 0);
      case INT32 -> Json.of((long) (int) in.varint()); // negative ones take ten bytes
      case INT64 -> Json.of(in.varint());
      case DOUBLE -> Json.of(Double.longBitsToDouble(in.fixed64()));
      case BYTES -> Json.of(Base64.getEncoder().encodeToString(in.message().rest()));
      case TIME -> time(in.message(), false);
      case MICRO_TIME -> time(in.message(), true);
      case DURATION -> Json.of(GoDuration.format(Duration.ofNanos(numbers(in.message())[1])));
      case QUANTITY -> Json.of(texts(in.message()));
      case INT_OR_STRING -> intOrString(in.message());
    };
  }

  private static Json time(Source in, boolean micro) {
    if (in.isEmpty()) {
      return JsonNull.NULL;
    }
    long[] parts = numbers(in);
    Instant instant = Instant.ofEpochSecond(parts[1], parts[2]);
    return Json.of(micro ? Times.formatMicro(instant) : Times.format(instant));
  }

  /// The numbers of a message under 1 and 2.
  private static long[] numbers(Source in) {
    long[] numbers = new long[3];
    while (!in.isEmpty()) {
      long tag = in.varint();
      int number = (int) (tag >>> 3);
      if (number == 1 || number == 2) {
        numbers[number] = in.varint();
      } else {
        in.skip((int) (tag & 7));
      }
    }
    return numbers;
  }

  /// The text of a message under 1.
  private static String texts(Source in) {
    String text = "";
    while (!in.isEmpty()) {
      long tag = in.varint();
      if (tag >>> 3 == 1) {
        text = in.string();
      } else {
        in.skip((int) (tag & 7));
      }
    }
    return text.isEmpty() ? "0" : text;
  }

  private static Json intOrString(Source in) {
    long kind = 0;
    long number = 0;
    String text = "";
    while (!in.isEmpty()) {
      long tag = in.varint();
      switch ((int) (tag >>> 3)) {
        case 1 -> kind = in.varint();
        case 2 -> number = (int) in.varint();
        case 3 -> text = in.string();
        default -> in.skip((int) (tag & 7));
      }
    }
    return kind == 1 ? Json.of(text) : Json.of(number);
  }

  private Json anything(Source in, String definition) {
    Json out = JsonNull.NULL;
    while (!in.isEmpty()) {
      long tag = in.varint();
      int number = (int) (tag >>> 3);
      out =
          switch (Unions.of(definition)) {
            case RAW -> raw(in.message().rest());
            case OR_BOOL -> number == 1 ? allowed(out, in.varint() != 0) : schema(in, definition);
            case OR_ARRAY, OR_STRINGS ->
                number == 1
                    ? schema(in, definition)
                    : (out instanceof JsonArray items ? items : JsonArray.EMPTY)
                        .with(
                            Unions.of(definition) == Unions.Form.OR_ARRAY
                                ? schema(in, definition)
                                : value(in, unions.element(definition)));
          };
    }
    return out;
  }

  /// No type describes what lies in a union, so nobody after us could drop its meaningless zeros.
  private Json schema(Source in, String definition) {
    ObjectType type = unions.schema(definition);
    Json schema = value(in, type);
    return schema instanceof JsonObject object
        ? Decoder.decode(object, type, new ArrayList<>())
        : schema;
  }

  private static Json allowed(Json known, boolean allows) {
    return known instanceof JsonObject ? known : Json.of(allows);
  }

  private static Json raw(byte[] json) {
    if (json.length == 0) {
      return JsonNull.NULL;
    }
    try {
      return JsonParser.parse(json);
    } catch (JsonException malformed) {
      throw new ProtobufException("the JSON in a message is malformed: " + malformed.getMessage());
    }
  }
}
