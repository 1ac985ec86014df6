package k4j.apiserver.openapi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// A stretch of a document, deflated for itself, so that it can stand before and after any other.
final class Piece {

  private final byte[] deflated;
  private final int checksum;
  private final long length;

  private Piece(byte[] deflated, int checksum, long length) {
    this.deflated = deflated;
    this.checksum = checksum;
    this.length = length;
  }

  /// Blocks of RFC 1951 that end on a byte and are not the last.
  byte[] deflated() {
    return deflated;
  }

  /// The CRC-32 of what is in it.
  int checksum() {
    return checksum;
  }

  /// Of what is in it, in bytes.
  long length() {
    return length;
  }

  static Piece of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  static Piece of(byte[] content) {
    var checksum = new CRC32();
    checksum.update(content);
    var out = new ByteArrayOutputStream(content.length / 4 + 16);
    try (var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true)) {
      deflater.setInput(content);
      byte[] buffer = new byte[Math.max(64, Math.min(content.length, 1 << 14))];
      int count;
      do {
        count = deflater.deflate(buffer, 0, buffer.length, Deflater.FULL_FLUSH);
        out.write(buffer, 0, count);
      } while (count == buffer.length);
    }
    return new Piece(out.toByteArray(), (int) checksum.getValue(), content.length);
  }
}
