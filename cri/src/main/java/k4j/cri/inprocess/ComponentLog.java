package k4j.cri.inprocess;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import k4j.cri.embedded.log.CriLog;

/// The log of one component: lines go to its container's log file; those from before there was one
/// are kept and go first.
public final class ComponentLog {
  private static final int KEPT = 10_000;
  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<byte[]> early = new ArrayDeque<>();
  private Optional<CriLog> file = Optional.empty();

  ComponentLog() {}

  /// Adds one line, or several with line ends between them, said at a time on `stdout` or `stderr`.
  public void line(Instant time, String stream, String text) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (String line : text.split("\n", -1)) {
      lines.writeBytes(CriLog.prefix(time, stream, true));
      lines.writeBytes(line.getBytes(StandardCharsets.UTF_8));
      lines.write('\n');
    }
    lock.lock();
    try {
      if (file.isPresent()) {
        file.get().append(lines.toByteArray(), lines.size());
      } else {
        keep(lines.toByteArray());
      }
    } catch (IOException _) {
      keep(lines.toByteArray()); // a full disk must not stop the component
    } finally {
      lock.unlock();
    }
  }

  private void keep(byte[] line) {
    if (early.size() == KEPT) {
      early.removeFirst();
    }
    early.add(line);
  }

  void open(Path path) throws IOException {
    lock.lock();
    try {
      CriLog opened = CriLog.open(path);
      for (byte[] line : early) {
        opened.append(line, line.length);
      }
      early.clear();
      if (file.isPresent()) {
        file.get().close();
      }
      file = Optional.of(opened);
    } finally {
      lock.unlock();
    }
  }

  void reopen() throws IOException {
    lock.lock();
    try {
      if (file.isPresent()) {
        file.get().reopen();
      }
    } finally {
      lock.unlock();
    }
  }

  void close() throws IOException {
    lock.lock();
    try {
      if (file.isPresent()) {
        file.get().close();
        file = Optional.empty();
      }
    } finally {
      lock.unlock();
    }
  }
}
