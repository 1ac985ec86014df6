package k4j.cri.embedded.log;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;

/// Cuts one stream of bytes into CRI log lines. What has no line end yet is kept back until it
/// does, or until it is too long, and then goes out as a partial line.
public final class LineSplitter {
  /// As long as containerd lets a line be before it splits it.
  static final int MAX_LINE = 16 * 1024;

  private final String stream;
  private byte[] line = new byte[0];
  private int held;

  public LineSplitter(String stream) {
    this.stream = stream;
  }

  /// Adds the lines that these bytes complete to `out`.
  public void split(byte[] bytes, int length, Instant time, ByteArrayOutputStream out) {
    int start = 0;
    for (int i = 0; i < length; i++) {
      if (bytes[i] == '\n') {
        emit(bytes, start, i - start, time, true, out);
        start = i + 1;
      } else if (held + i + 1 - start == MAX_LINE) {
        emit(bytes, start, i + 1 - start, time, false, out);
        start = i + 1;
      }
    }
    int rest = length - start;
    if (held + rest > line.length) {
      line = Arrays.copyOf(line, Math.min(MAX_LINE, 2 * (held + rest)));
    }
    System.arraycopy(bytes, start, line, held, rest);
    held += rest;
  }

  /// Gives out what has no line end yet as a partial line, so that it is not lost with this process
  /// and whoever follows the log sees it.
  public void flush(Instant time, ByteArrayOutputStream out) {
    if (held > 0) {
      emit(line, 0, 0, time, false, out);
    }
  }

  /// The stream ended: what is left is a line all the same.
  public void finish(Instant time, ByteArrayOutputStream out) {
    if (held > 0) {
      emit(line, 0, 0, time, true, out);
    }
  }

  private void emit(
      byte[] bytes, int start, int length, Instant time, boolean whole, ByteArrayOutputStream out) {
    out.writeBytes(CriLog.prefix(time, stream, whole));
    out.write(line, 0, held);
    out.write(bytes, start, length);
    out.write('\n');
    held = 0;
  }
}
