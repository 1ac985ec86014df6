package k4j.bench.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import k4j.api.meta.SystemEdge;

/// What the server's process holds while nobody asks anything.
///
/// @param heap megabytes, after a collection
/// @param objects that the store holds
/// @param watches that run, by the server's own count
/// @param requests that have a seat, but for the one that asks
@SystemEdge
record Footprint(long heap, long objects, int threads, long files, long watches, long requests) {

  private static final int PATIENCE_SECONDS = 20;

  /// Waits for a while until all that ran has ended.
  static Footprint of(Target target) throws IOException, InterruptedException {
    var pause = new Phaser(1);
    Footprint now = seen(target);
    for (int i = 0; i < PATIENCE_SECONDS && now.watches() + now.requests() > 0; i++) {
      try {
        pause.awaitAdvanceInterruptibly(0, 1, TimeUnit.SECONDS);
      } catch (TimeoutException _) {
        now = seen(target);
      }
    }
    return now;
  }

  private static Footprint seen(Target target) throws IOException {
    String metrics;
    try (Wire wire = target.connect()) {
      Reply reply = wire.send(new Shot("GET", "/metrics", List.of(), new byte[0]));
      metrics = new String(reply.body(), StandardCharsets.UTF_8);
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return new Footprint(
          (runtime.totalMemory() - runtime.freeMemory()) >> 20,
          sum(metrics, "apiserver_storage_objects"),
          ManagementFactory.getThreadMXBean().getThreadCount(),
          open.count(),
          sum(metrics, "apiserver_longrunning_requests"),
          sum(metrics, "apiserver_flowcontrol_current_executing_requests") - 1);
    }
  }

  private static long sum(String metrics, String name) {
    return (long)
        metrics
            .lines()
            .filter(line -> line.startsWith(name + "{"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
  }
}
