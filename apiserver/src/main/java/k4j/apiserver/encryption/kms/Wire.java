package k4j.apiserver.encryption.kms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;

/// The few things of protobuf's encoding that messages of bytes, texts and maps need. Pure.
final class Wire {

  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toBytes() {
    return out.toByteArray();
  }

  Wire field(int number, byte[] value) {
    if (value.length > 0) {
      tag(number, BYTES);
      varint(value.length);
      out.writeBytes(value);
    }
    return this;
  }

  Wire field(int number, String value) {
    return field(number, value.getBytes(UTF_8));
  }

  Wire field(int number, int value) {
    if (value != 0) {
      tag(number, VARINT);
      varint(value);
    }
    return this;
  }

  /// An entry each, in the order of the keys.
  Wire field(int number, Map<String, byte[]> values) {
    new TreeMap<>(values)
        .forEach((key, value) -> {
          byte[] entry = new Wire().field(1, key).field(2, value).toBytes();
          tag(number, BYTES);
          varint(entry.length);
          out.writeBytes(entry);
        });
    return this;
  }

  private void tag(int number, int type) {
    varint(number << 3 | type);
  }

  private void varint(int value) {
    int left = value;
    while ((left & ~0x7f) != 0) {
      out.write((left & 0x7f) | 0x80);
      left >>>= 7;
    }
    out.write(left);
  }

  /// Hands each field of bytes on with its number; numbers as bytes of their own.
  ///
  /// @throws KmsException where it is no message
  static void read(byte[] message, ObjIntConsumer<byte[]> fields) throws KmsException {
    read(message, 0, fields);
  }

  static void read(byte[] message, int from, ObjIntConsumer<byte[]> fields) throws KmsException {
    var reader = new Reader(message, from);
    while (reader.at < message.length) {
      int tag = (int) reader.varint();
      switch (tag & 7) {
        case VARINT -> fields.accept(new byte[] {(byte) reader.varint()}, tag >>> 3);
        case BYTES -> fields.accept(reader.bytes(), tag >>> 3);
        default -> throw new KmsException("proto: cannot parse invalid wire-format data");
      }
    }
  }

  private static final class Reader {
    private final byte[] message;
    private int at;

    Reader(byte[] message, int from) {
      this.message = message;
      at = from;
    }

    long varint() throws KmsException {
      long value = 0;
      for (int shift = 0; shift < 64 && at < message.length; shift += 7) {
        byte next = message[at++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
      throw new KmsException("proto: cannot parse invalid wire-format data");
    }

    byte[] bytes() throws KmsException {
      long length = varint();
      if (length < 0 || length > message.length - at) {
        throw new KmsException("proto: cannot parse invalid wire-format data");
      }
      at += (int) length;
      return Arrays.copyOfRange(message, at - (int) length, at);
    }
  }
}
