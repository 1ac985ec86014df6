package k4j.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import org.jspecify.annotations.Nullable;

/// A protobuf message as it grows.
final class ProtobufMessage {

  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] bytes() {
    return out.toByteArray();
  }

  private void number(int value) {
    int rest = value;
    while (rest > 0x7f) {
      out.write((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }

  ProtobufMessage bytes(int field, byte[] value) {
    number(field << 3 | BYTES);
    number(value.length);
    out.writeBytes(value);
    return this;
  }

  ProtobufMessage message(int field, ProtobufMessage value) {
    return bytes(field, value.bytes());
  }

  /// Leaves out what is empty, as protobuf does.
  ProtobufMessage text(int field, String value) {
    return value.isEmpty() ? this : bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  ProtobufMessage text(int field, JsonObject object, String name) {
    return text(field, object.string(name));
  }

  ProtobufMessage flag(int field, boolean value) {
    if (value) {
      number(field << 3 | VARINT);
      number(1);
    }
    return this;
  }

  ProtobufMessage texts(int field, @Nullable Json list) {
    if (list instanceof JsonArray array) {
      for (Json item : array) {
        if (item instanceof JsonString text) {
          bytes(field, text.value().getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return this;
  }
}
