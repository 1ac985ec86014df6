package k4j.cri.embedded.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/// The log file of one container: `TIME stdout F line`, appended in whole batches.
public final class CriLog implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("yyyy-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 9, 9, true)
          .appendLiteral('Z')
          .toFormatter(Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Path file;
  private final ReentrantLock lock = new ReentrantLock();
  private FileChannel channel;

  private CriLog(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  public static CriLog open(Path file) throws IOException {
    if (file.getParent() != null) {
      Files.createDirectories(file.getParent());
    }
    return new CriLog(file, channel(file));
  }

  private static FileChannel channel(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /// The start of a line: time, stream, and whether the line is whole (F) or goes on (P).
  public static byte[] prefix(Instant time, String stream, boolean whole) {
    return (TIME.format(time) + ' ' + stream + (whole ? " F " : " P "))
        .getBytes(StandardCharsets.US_ASCII);
  }

  public void append(byte[] lines, int length) throws IOException {
    lock.lock();
    try {
      ByteBuffer buffer = ByteBuffer.wrap(lines, 0, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of a file that was renamed and starts a new one under the old name.
  public void reopen() throws IOException {
    lock.lock();
    try {
      FileChannel fresh = channel(file);
      channel.close();
      channel = fresh;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      channel.close();
    } finally {
      lock.unlock();
    }
  }
}
