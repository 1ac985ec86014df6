package k4j.store.disk;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The unit of everything on disk: a checksummed header, a checksummed payload, an end mark.
///
/// A frame of the log is written by one group commit, and the next one only after this one is
/// durable. So a frame followed by another had been acknowledged. Frames begin at multiples of
/// eight and end with a byte that is not zero, while unused space is zero: a frame that was cut off
/// shows zeros where a damaged one does not.
///
/// @param revision of the first record of a log frame; of a snapshot; the number of a block
/// @param count records or entries in the payload; in all, where a snapshot begins and ends
/// @param payload valid until the next frame is read
/// @param end where in the file the next frame begins
record Frame(Kind kind, long revision, int count, ByteBuffer payload, long end) {

  static final int HEADER = 32;
  static final int MAX_PAYLOAD = 64 << 20;

  private static final int MAGIC = 0x6b346a46;
  private static final byte VERSION = 1;
  private static final byte END_MARK = (byte) 0xe5;

  /// What a frame holds.
  enum Kind {
    SEGMENT(1),
    RECORDS(2),
    SNAPSHOT_START(3),
    SNAPSHOT_BLOCK(4),
    SNAPSHOT_END(5);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    private static @Nullable Kind of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      return null;
    }
  }

  /// What the header of a frame says.
  record Header(Kind kind, long revision, int count, int payloadLength, int payloadCrc) {
    int total() {
      return Frame.total(payloadLength);
    }
  }

  /// Bytes of a whole frame on disk.
  static int total(int payloadLength) {
    return (HEADER + payloadLength + 1 + 7) & -8;
  }

  /// Completes a frame whose payload was written after room for the header, and readies the buffer
  /// for being written out. The buffer has an array and room for the end.
  static void seal(ByteBuffer buffer, Kind kind, long revision, int count) {
    int length = buffer.position() - HEADER;
    while (buffer.position() < total(length) - 1) {
      buffer.put((byte) 0);
    }
    buffer.put(END_MARK);
    buffer.flip();
    buffer.putInt(0, MAGIC).put(4, kind.code).put(5, VERSION).putShort(6, (short) 0);
    buffer.putInt(8, length).putInt(12, crc(buffer.slice(HEADER, length)));
    buffer.putLong(16, revision).putInt(24, count);
    buffer.putInt(28, crc(buffer.slice(0, 28)));
  }

  /// Reads a header, or says in words what is wrong with it.
  static HeaderResult header(ByteBuffer bytes) {
    if (bytes.getInt(0) != MAGIC) {
      return new HeaderResult.Bad("no frame begins here");
    }
    if (bytes.getInt(28) != crc(bytes.slice(0, 28))) {
      return new HeaderResult.Bad("the checksum of the frame's header does not match");
    }
    if (bytes.get(5) != VERSION) {
      return new HeaderResult.Foreign(
          "it has format %d and this program knows format %d".formatted(bytes.get(5), VERSION));
    }
    Kind kind = Kind.of(bytes.get(4));
    int length = bytes.getInt(8);
    if (kind == null || length < 0 || length > MAX_PAYLOAD) {
      return new HeaderResult.Bad("the frame's header makes no sense");
    }
    return new HeaderResult.Good(
        new Header(kind, bytes.getLong(16), bytes.getInt(24), length, bytes.getInt(12)));
  }

  static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /// What reading a header yields.
  sealed interface HeaderResult {
    record Good(Header header) implements HeaderResult {}

    record Bad(String what) implements HeaderResult {}

    /// Sound, but written by another version of the program.
    record Foreign(String what) implements HeaderResult {}
  }
}
