package k4j.api.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes the wire format from its end to its beginning, so that the length of a message is known
/// when it is written.
final class Sink {

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;

  private byte[] room = new byte[1024];
  private int start = room.length;

  /// How many bytes there are so far.
  int size() {
    return room.length - start;
  }

  byte[] toBytes() {
    return Arrays.copyOfRange(room, start, room.length);
  }

  void tag(int number, int wireType) {
    varint(((long) number << 3) | wireType);
  }

  void varint(long value) {
    int length = 1;
    for (long left = value >>> 7; left != 0; left >>>= 7) {
      length++;
    }
    reserve(length);
    start -= length;
    long left = value;
    for (int i = 0; i < length; i++) {
      room[start + i] = (byte) (i == length - 1 ? left : (left & 0x7f) | 0x80);
      left >>>= 7;
    }
  }

  void fixed64(long value) {
    reserve(8);
    start -= 8;
    for (int i = 0; i < 8; i++) {
      room[start + i] = (byte) (value >>> (8 * i));
    }
  }

  void bytes(byte[] value) {
    reserve(value.length);
    start -= value.length;
    System.arraycopy(value, 0, room, start, value.length);
  }

  /// A field of bytes.
  void field(int number, byte[] value) {
    bytes(value);
    varint(value.length);
    tag(number, BYTES);
  }

  void field(int number, String value) {
    field(number, value.getBytes(StandardCharsets.UTF_8));
  }

  void field(int number, long value) {
    varint(value);
    tag(number, VARINT);
  }

  /// Ends a message that began when the size was `before`.
  void message(int number, int before) {
    varint(size() - before);
    tag(number, BYTES);
  }

  private void reserve(int more) {
    if (more > start) {
      byte[] wider = new byte[Math.max(room.length * 2, size() + more)];
      System.arraycopy(room, start, wider, wider.length - size(), size());
      start = wider.length - (room.length - start);
      room = wider;
    }
  }
}
