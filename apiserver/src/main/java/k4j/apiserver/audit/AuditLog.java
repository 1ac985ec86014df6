package k4j.apiserver.audit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Audit events as lines of JSON in a file, which is put aside when it has grown large
/// (`--audit-log-path` and its kin).
public final class AuditLog implements AuditBackend {

  private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH-mm-ss.SSS").withZone(ZoneOffset.UTC);
  private static final long MEGABYTE = 1024L * 1024;

  private final Path file;
  private final Rotation rotation;
  private final InstantSource clock;
  private final ReentrantLock writing = new ReentrantLock();
  private OutputStream out;
  private long size;

  /// How long old files are kept.
  ///
  /// @param megabytes how large a file may grow; 0 for 100
  /// @param backups how many are kept; 0 for all
  /// @param days how long they are kept; 0 for ever
  public record Rotation(int megabytes, int backups, int days) {
    long bytes() {
      return (megabytes == 0 ? 100 : megabytes) * MEGABYTE;
    }
  }

  public AuditLog(Path file, Rotation rotation, InstantSource clock) {
    this.file = file;
    this.rotation = rotation;
    this.clock = clock;
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      out = open();
    } catch (IOException e) {
      throw new UncheckedIOException("ensureLogFile: " + e.getMessage(), e);
    }
  }

  private OutputStream open() throws IOException {
    OutputStream opened =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    size = Files.size(file);
    return new BufferedOutputStream(opened, 8 * 1024);
  }

  @Override
  public boolean take(List<JsonObject> events) {
    writing.lock();
    try {
      for (JsonObject event : events) {
        write(JsonWriter.toBytes(event));
      }
      out.flush();
      return true;
    } catch (IOException e) {
      LOG.atError().setCause(e).addKeyValue("file", file).log("Audit events were lost");
      return false;
    } finally {
      writing.unlock();
    }
  }

  private void write(byte[] line) throws IOException {
    if (size > 0 && size + line.length + 1 > rotation.bytes()) {
      rotate();
    }
    out.write(line);
    out.write('\n');
    size += line.length + 1;
  }

  private void rotate() throws IOException {
    out.close();
    Files.move(file, file.resolveSibling(prefix() + STAMP.format(clock.instant()) + suffix()));
    out = open();
    clean();
  }

  private String prefix() {
    String name = name();
    return name.substring(0, name.length() - suffix().length()) + "-";
  }

  private String suffix() {
    int dot = name().lastIndexOf('.');
    return dot < 0 ? "" : name().substring(dot);
  }

  private String name() {
    Path name = file.getFileName();
    return name == null ? "" : name.toString();
  }

  private void clean() throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    List<Path> old;
    try (Stream<Path> all = Files.list(folder)) {
      old = all.filter(this::isBackup).sorted().toList();
    }
    int surplus = rotation.backups() == 0 ? 0 : old.size() - rotation.backups();
    Instant oldest = clock.instant().minus(Duration.ofDays(rotation.days()));
    for (int i = 0; i < old.size(); i++) {
      boolean aged =
          rotation.days() > 0 && Files.getLastModifiedTime(old.get(i)).toInstant().isBefore(oldest);
      if (i < surplus || aged) {
        Files.delete(old.get(i));
      }
    }
  }

  private boolean isBackup(Path path) {
    Path last = path.getFileName();
    String name = last == null ? "" : last.toString();
    return name.startsWith(prefix()) && name.endsWith(suffix()) && !name.equals(name());
  }

  @Override
  public void close() {
    writing.lock();
    try {
      out.close();
    } catch (IOException e) {
      LOG.atWarn().setCause(e).addKeyValue("file", file).log("The audit log was not closed well");
    } finally {
      writing.unlock();
    }
  }
}
