package k4j.store.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import k4j.store.disk.Frame.Header;
import k4j.store.disk.Frame.HeaderResult;

/// Reads the frames of one file through a window, and judges what is not a frame.
final class FrameReader {

  private static final int WINDOW = 256 << 10;
  private static final int SECTOR = 512;

  private final String name;
  private final DiskFile file;
  private final long size;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowStart;

  FrameReader(String name, DiskFile file) throws IOException {
    this.name = name;
    this.file = file;
    this.size = file.size();
  }

  /// What is found at a place in a file.
  sealed interface Found {
    record Sound(Frame frame) implements Found {}

    /// Nothing but zeros, or the end of the file.
    record Nothing() implements Found {}

    record Damaged(String what) implements Found {}
  }

  Found read(long position) throws IOException {
    if (size - position < Frame.HEADER) {
      return isZero(position, size) ? new Found.Nothing() : new Found.Damaged("it is cut off");
    }
    return switch (Frame.header(at(position, Frame.HEADER))) {
      case HeaderResult.Good(Header header) -> payload(position, header);
      case HeaderResult.Bad(String what) ->
          isZero(position, size) ? new Found.Nothing() : new Found.Damaged(what);
      case HeaderResult.Foreign(String what) ->
          throw new CorruptStoreException(name, position, what);
    };
  }

  private Found payload(long position, Header header) throws IOException {
    int length = header.payloadLength();
    if (size - position < Frame.HEADER + length) {
      return new Found.Damaged("it is cut off");
    }
    ByteBuffer payload = at(position + Frame.HEADER, length);
    if (Frame.crc(payload.duplicate()) != header.payloadCrc()) {
      return new Found.Damaged("the checksum of the frame's content does not match");
    }
    return new Found.Sound(
        new Frame(
            header.kind(), header.revision(), header.count(), payload, position + header.total()));
  }

  /// The place of the next frame after a damaged one, or the size of the file.
  ///
  /// A header that is sound is enough to tell; where the damaged frame's own header is sound, the
  /// search begins behind it.
  long next(long damaged) throws IOException {
    long position = damaged + 8;
    if (size - damaged >= Frame.HEADER
        && Frame.header(at(damaged, Frame.HEADER)) instanceof HeaderResult.Good(Header header)) {
      position = damaged + header.total();
    }
    long end = lastNonZero(damaged) + 1;
    while (end - position >= Frame.HEADER) {
      if (Frame.header(at(position, Frame.HEADER)) instanceof HeaderResult.Good) {
        return position;
      }
      position += 8;
    }
    return size;
  }

  /// Whether a damaged frame, with none behind it, is one whose writing was cut short: the rest of
  /// it, or a sector of it, is still as empty as it was.
  boolean isTorn(long position) throws IOException {
    long end = lastNonZero(position) + 1;
    if (end - position < Frame.HEADER) {
      return true;
    }
    if (Frame.header(at(position, Frame.HEADER)) instanceof HeaderResult.Good(Header header)) {
      if (end < position + header.total()) {
        return true;
      }
      end = position + header.total();
    }
    for (long part = position; part < end; part = (part / SECTOR + 1) * SECTOR) {
      if (isZero(part, Math.min(end, (part / SECTOR + 1) * SECTOR))) {
        return true;
      }
    }
    return false;
  }

  private long lastNonZero(long from) throws IOException {
    long end = size;
    while (end > from) {
      int length = (int) Math.min(WINDOW, end - from);
      ByteBuffer bytes = at(end - length, length);
      for (int i = length - 1; i >= 0; i--) {
        if (bytes.get(i) != 0) {
          return end - length + i;
        }
      }
      end -= length;
    }
    return from - 1;
  }

  private boolean isZero(long from, long to) throws IOException {
    for (long position = from; position < to; position += WINDOW) {
      ByteBuffer bytes = at(position, (int) Math.min(WINDOW, to - position));
      while (bytes.remaining() >= 8) {
        if (bytes.getLong() != 0) {
          return false;
        }
      }
      while (bytes.hasRemaining()) {
        if (bytes.get() != 0) {
          return false;
        }
      }
    }
    return true;
  }

  /// The bytes at a place; valid until the next call.
  private ByteBuffer at(long position, int length) throws IOException {
    if (position < windowStart || position + length > windowStart + window.limit()) {
      load(position, length);
    }
    return window.slice((int) (position - windowStart), length);
  }

  private void load(long position, int length) throws IOException {
    int wanted = (int) Math.min(Math.max(length, WINDOW), size - position);
    if (window.capacity() < wanted) {
      window = ByteBuffer.allocate(wanted);
    }
    window.clear().limit(wanted);
    windowStart = position;
    while (window.hasRemaining()) {
      if (file.read(window, position + window.position()) < 0) {
        throw new IOException(name + " became shorter while it was read");
      }
    }
    window.flip();
  }
}
