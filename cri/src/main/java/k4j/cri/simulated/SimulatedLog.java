package k4j.cri.simulated;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import k4j.cri.embedded.log.CriLog;

/// What a simulated container wrote. It gets a file only when somebody wants to read it: of
/// thousands of pods hardly one is looked at.
final class SimulatedLog {

  private record Line(Instant time, String text) {}

  private final Path path;
  private final List<Line> lines = new ArrayList<>();
  private boolean onDisk;

  SimulatedLog(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  synchronized void line(Instant time, String text) {
    lines.add(new Line(time, text));
    if (onDisk) {
      write();
    }
  }

  /// Sees to it that the file is there and whole.
  synchronized void open() {
    if (!onDisk) {
      onDisk = true;
      write();
    }
  }

  private void write() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Line line : lines) {
      out.writeBytes(CriLog.prefix(line.time(), "stdout", true));
      out.writeBytes(line.text().getBytes(StandardCharsets.UTF_8));
      out.write('\n');
    }
    try {
      Files.createDirectories(path.getParent());
      Files.write(path, out.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException("the log " + path + " cannot be written", e);
    }
  }

  synchronized void delete() {
    if (!onDisk) {
      return;
    }
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("the log " + path + " cannot be deleted", e);
    }
  }
}
