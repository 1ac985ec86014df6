package k4j.apiserver.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What the operating system knows of this process, as far as it tells (`process_*`).
public final class ProcessMetrics implements MetricSource {

  private static final Path SELF = Path.of("/proc/self");
  private static final int PAGE = 4096;

  @Override
  public void write(MetricText out) {
    ProcessHandle.Info info = ProcessHandle.current().info();
    info.totalCpuDuration()
        .ifPresent(cpu ->
            out.family(
                    "process_cpu_seconds_total",
                    "counter",
                    "Total user and system CPU time spent in seconds.")
                .sample(cpu.toMillis() / 1e3));
    info.startInstant()
        .ifPresent(start ->
            out.family(
                    "process_start_time_seconds",
                    "gauge",
                    "Start time of the process since unix epoch in seconds.")
                .sample(start.toEpochMilli() / 1e3));
    try {
      memory(out);
      files(out);
    } catch (IOException notLinux) {
      return; // what the system does not tell is left out
    }
  }

  private static void memory(MetricText out) throws IOException {
    String[] pages = Files.readString(SELF.resolve("statm")).split(" ", -1);
    out.family("process_virtual_memory_bytes", "gauge", "Virtual memory size in bytes.")
        .sample(Long.parseLong(pages[0]) * PAGE);
    out.family("process_resident_memory_bytes", "gauge", "Resident memory size in bytes.")
        .sample(Long.parseLong(pages[1]) * PAGE);
  }

  private static void files(MetricText out) throws IOException {
    try (Stream<Path> open = Files.list(SELF.resolve("fd"))) {
      out.family("process_open_fds", "gauge", "Number of open file descriptors.")
          .sample(open.count());
    }
    for (String line : Files.readAllLines(SELF.resolve("limits"))) {
      if (line.startsWith("Max open files")) {
        String soft = line.substring("Max open files".length()).strip().split(" ", 2)[0];
        out.family("process_max_fds", "gauge", "Maximum number of open file descriptors.")
            .sample(soft.equals("unlimited") ? -1L : Long.parseLong(soft));
      }
    }
  }
}
