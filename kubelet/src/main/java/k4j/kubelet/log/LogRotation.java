package k4j.kubelet.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import k4j.client.Surroundings;
import k4j.client.queue.Pause;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.container.Container;
import k4j.cri.container.ContainerFilter;
import k4j.cri.container.ContainerState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps logs from growing for ever: a log of more than 10 MiB is set aside and begun anew; five
/// files stay, all but the newest two compressed.
public final class LogRotation implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogRotation.class);
  private static final Duration LOOK = Duration.ofSeconds(10);
  private static final long MAX_SIZE = 10L << 20;
  private static final int MAX_FILES = 5;
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final RuntimeService runtime;
  private final Surroundings surroundings;
  private Thread thread = Thread.ofVirtual().unstarted(this::run);

  public LogRotation(RuntimeService runtime, Surroundings surroundings) {
    this.runtime = runtime;
    this.surroundings = surroundings;
  }

  public void start() {
    thread = Thread.ofVirtual().name("kubelet-log-rotation").start(this::run);
  }

  private void run() {
    while (Pause.of(LOOK, surroundings.timer())) {
      try {
        rotateAll();
      } catch (CriException | IOException e) {
        LOG.atWarn().addKeyValue("error", e.getMessage()).log("logs not rotated");
      }
    }
  }

  private void rotateAll() throws IOException {
    ContainerFilter alive =
        new ContainerFilter(
            Optional.empty(),
            Optional.empty(),
            Optional.of(ContainerState.CONTAINER_RUNNING),
            Map.of());
    for (Container container : runtime.listContainers(alive)) {
      String path = runtime.containerStatus(container.id()).logPath();
      if (!path.isEmpty() && Files.isRegularFile(Path.of(path))) {
        if (Files.size(Path.of(path)) > MAX_SIZE) {
          rotate(Path.of(path), surroundings.clock().instant());
          runtime.reopenContainerLog(container.id());
        }
      }
    }
  }

  /// Sets the log aside; the runtime has then to open it anew.
  static void rotate(Path log, Instant now) throws IOException {
    List<Path> old = rotated(log);
    while (old.size() > MAX_FILES - 2) {
      Files.deleteIfExists(old.removeFirst());
    }
    for (Path each : old) {
      if (!each.toString().endsWith(".gz")) {
        compress(each);
      }
    }
    Path aside = log.resolveSibling(log.getFileName() + "." + STAMP.format(now));
    Files.move(log, aside, StandardCopyOption.ATOMIC_MOVE);
  }

  /// Those set aside before, the oldest first.
  private static List<Path> rotated(Path log) throws IOException {
    String prefix = log.getFileName() + ".";
    try (var files = Files.list(log.getParent())) {
      return new ArrayList<>(
          files.filter(f -> f.getFileName().toString().startsWith(prefix)).sorted().toList());
    }
  }

  private static void compress(Path file) throws IOException {
    Path target = file.resolveSibling(file.getFileName() + ".gz");
    Path part = file.resolveSibling(file.getFileName() + ".tmp");
    try (InputStream in = Files.newInputStream(file);
        OutputStream out = new GZIPOutputStream(Files.newOutputStream(part))) {
      in.transferTo(out);
    }
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    Files.delete(file);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
