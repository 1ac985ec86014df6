package k4j.kubelet.log;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Reads a container's log, and goes on reading while it grows, over rotations, until the container
/// ends.
public final class LogReader {

  private static final int CHUNK = 32 * 1024;
  private static final int LOOK_MILLIS = 1000;

  private final Path file;
  private final LogOptions options;
  private final BooleanSupplier running;
  private final OutputStream out;
  private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long left;
  private boolean newLine = true;

  /// @param running whether the container may still write
  public LogReader(Path file, LogOptions options, BooleanSupplier running, OutputStream out) {
    this.file = file;
    this.options = options;
    this.running = running;
    this.out = out;
    left = options.limitBytes().orElse(Long.MAX_VALUE);
  }

  /// @throws IOException where the reader's client is gone, too
  public void copy() throws IOException, InterruptedException {
    RandomAccessFile in = new RandomAccessFile(file.toFile(), "r");
    try {
      if (options.tailLines().isPresent()) {
        in.seek(tailStart(in, options.tailLines().getAsLong()));
      }
      if (!options.follow()) {
        drain(in);
        return;
      }
      try (WatchService watch = file.getFileSystem().newWatchService()) {
        file.resolveSibling(".")
            .register(
                watch, StandardWatchEventKinds.ENTRY_MODIFY, StandardWatchEventKinds.ENTRY_CREATE);
        in = follow(in, watch);
      }
    } finally {
      in.close();
    }
  }

  /// Answers the file that is open at the end: a rotation may have changed it.
  private RandomAccessFile follow(RandomAccessFile first, WatchService watch)
      throws IOException, InterruptedException {
    RandomAccessFile in = first;
    Object key = key();
    while (left > 0) {
      boolean alive = running.getAsBoolean();
      boolean more = drain(in);
      Object now = key();
      if (now != null && !now.equals(key)) {
        drain(in);
        in.close();
        in = new RandomAccessFile(file.toFile(), "r");
        key = now;
        continue;
      }
      if (!alive && !more) {
        break;
      }
      if (more) {
        continue;
      }
      WatchKey signal = watch.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      if (signal != null) {
        signal.pollEvents();
        signal.reset();
      }
    }
    return in;
  }

  private @Nullable Object key() throws IOException {
    return Files.exists(file) ? Files.getAttribute(file, "unix:ino") : null;
  }

  /// Writes what there is; whether there was anything.
  private boolean drain(RandomAccessFile in) throws IOException {
    byte[] buffer = new byte[CHUNK];
    boolean any = false;
    for (int count = in.read(buffer); count > 0 && left > 0; count = in.read(buffer)) {
      any = true;
      for (int i = 0; i < count && left > 0; i++) {
        if (buffer[i] == '\n') {
          take(line.toByteArray());
          line.reset();
        } else {
          line.write(buffer[i]);
        }
      }
      flush(batch.size() >= CHUNK);
    }
    flush(true);
    return any;
  }

  private void flush(boolean now) throws IOException {
    if (now && batch.size() > 0) {
      batch.writeTo(out);
      out.flush();
      batch.reset();
    }
  }

  private void take(byte[] raw) {
    LogLine parsed = LogLine.parse(raw).orElse(null);
    if (parsed == null || isTooOld(parsed)) {
      return;
    }
    if (options.timestamps() && newLine) {
      write((parsed.time() + " ").getBytes(StandardCharsets.US_ASCII));
    }
    write(parsed.content());
    newLine = !parsed.partial();
  }

  private boolean isTooOld(LogLine parsed) {
    if (options.since().isEmpty()) {
      return false;
    }
    try {
      return Instant.parse(parsed.time()).isBefore(options.since().get());
    } catch (DateTimeParseException _) {
      return false;
    }
  }

  private void write(byte[] bytes) {
    int count = (int) Math.min(left, bytes.length);
    batch.write(bytes, 0, count);
    left -= count;
  }

  /// Where the last so many lines begin.
  static long tailStart(RandomAccessFile in, long lines) throws IOException {
    long end = in.length();
    if (lines <= 0) {
      return end;
    }
    long seen = 0;
    byte[] block = new byte[CHUNK];
    for (long blockEnd = end; blockEnd > 0; ) {
      long begin = Math.max(0, blockEnd - CHUNK);
      in.seek(begin);
      in.readFully(block, 0, (int) (blockEnd - begin));
      for (int i = (int) (blockEnd - begin) - 1; i >= 0; i--) {
        boolean last = begin + i == end - 1;
        if (block[i] == '\n' && !last && ++seen == lines) {
          return begin + i + 1;
        }
      }
      blockEnd = begin;
    }
    return 0;
  }
}
