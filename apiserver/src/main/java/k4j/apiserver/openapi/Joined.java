package k4j.apiserver.openapi;

import java.util.ArrayList;
import java.util.List;

/// Pieces put together to one document in gzip's form (RFC 1952), which costs no more than copying
/// them: the checksum of the whole follows from theirs, as zlib's `crc32_combine` has it.
final class Joined {

  private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  /// An empty block that is the last one.
  private static final byte[] END = {3, 0};

  private static final int POLYNOMIAL = 0xedb88320;
  private static final int ONE = 1 << 31;

  private final List<Piece> pieces = new ArrayList<>();

  Joined add(Piece piece) {
    pieces.add(piece);
    return this;
  }

  Joined add(String text) {
    return add(Piece.of(text));
  }

  /// Adds pieces with another between each two of them.
  Joined addAll(List<Piece> more, Piece separator) {
    for (int i = 0; i < more.size(); i++) {
      if (i > 0) {
        add(separator);
      }
      add(more.get(i));
    }
    return this;
  }

  byte[] gzip() {
    int size = HEAD.length + END.length + 8;
    int checksum = 0;
    long length = 0;
    for (Piece piece : pieces) {
      size += piece.deflated().length;
      checksum = combine(checksum, piece.checksum(), piece.length());
      length += piece.length();
    }
    byte[] out = new byte[size];
    int at = put(HEAD, out, 0);
    for (Piece piece : pieces) {
      at = put(piece.deflated(), out, at);
    }
    at = put(END, out, at);
    littleEndian(checksum, out, at);
    littleEndian((int) length, out, at + 4);
    return out;
  }

  private static int put(byte[] bytes, byte[] out, int at) {
    System.arraycopy(bytes, 0, out, at, bytes.length);
    return at + bytes.length;
  }

  private static void littleEndian(int value, byte[] out, int at) {
    for (int i = 0; i < 4; i++) {
      out[at + i] = (byte) (value >>> (8 * i));
    }
  }

  /// The CRC-32 of two texts in a row: that of the first is moved on by the length of the second.
  private static int combine(int first, int second, long lengthOfSecond) {
    return times(powerOfX(8 * lengthOfSecond), first) ^ second;
  }

  /// x to a power, modulo the polynomial.
  private static int powerOfX(long power) {
    int result = ONE;
    int square = ONE >>> 1;
    for (long rest = power; rest > 0; rest >>>= 1) {
      result = (rest & 1) == 1 ? times(square, result) : result;
      square = times(square, square);
    }
    return result;
  }

  /// The product of two polynomials modulo that of CRC-32; the highest bit stands for x to the 0.
  private static int times(int one, int other) {
    int product = 0;
    int moved = other;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      product ^= (one & bit) == 0 ? 0 : moved;
      moved = (moved & 1) == 1 ? (moved >>> 1) ^ POLYNOMIAL : moved >>> 1;
    }
    return product;
  }
}
