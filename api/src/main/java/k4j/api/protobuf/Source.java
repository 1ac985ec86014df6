package k4j.api.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads the wire format.
final class Source {

  private final byte[] bytes;
  private final int end;
  private int at;

  Source(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.end = end;
    at = from;
  }

  static Source of(byte[] bytes) {
    return new Source(bytes, 0, bytes.length);
  }

  boolean isEmpty() {
    return at >= end;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at >= end) {
        throw new ProtobufException("unexpected EOF");
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new ProtobufException("proto: integer overflow");
  }

  long fixed64() {
    require(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value |= (bytes[at++] & 0xffL) << (8 * i);
    }
    return value;
  }

  /// The content of a field with a length.
  Source message() {
    int length = length();
    var inner = new Source(bytes, at, at + length);
    at += length;
    return inner;
  }

  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return rest;
  }

  String string() {
    int length = length();
    String text = new String(bytes, at, length, StandardCharsets.UTF_8);
    at += length;
    return text;
  }

  private int length() {
    long length = varint();
    if (length < 0 || length > end - at) {
      throw new ProtobufException("unexpected EOF");
    }
    return (int) length;
  }

  private void require(int more) {
    if (more > end - at) {
      throw new ProtobufException("unexpected EOF");
    }
  }

  void skip(int wireType) {
    switch (wireType) {
      case Sink.VARINT -> varint();
      case Sink.FIXED64 -> fixed64();
      case Sink.BYTES -> message();
      case 5 -> {
        require(4);
        at += 4;
      }
      default -> throw new ProtobufException("proto: illegal wireType " + wireType);
    }
  }
}
