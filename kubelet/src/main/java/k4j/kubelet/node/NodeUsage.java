package k4j.kubelet.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What the whole machine uses at one moment, read from `/proc` and the file system.
///
/// @param cpuNanos of all cores since the machine started
/// @param workingSetBytes what cannot be taken back at once, which evictions go by
/// @param processes that are there, of at most `maxProcesses`
public record NodeUsage(
    long cpuNanos,
    long totalBytes,
    long usageBytes,
    long workingSetBytes,
    long rssBytes,
    long pageFaults,
    long majorPageFaults,
    long fsCapacityBytes,
    long fsAvailableBytes,
    long processes,
    long maxProcesses) {

  private static final long TICK_NANOS = 10_000_000;
  private static final int KIB = 1024;
  // user nice system idle iowait irq softirq steal: all but the two in which nothing runs.
  private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

  /// @param root where the node keeps its data
  public static NodeUsage read(Path root) {
    try {
      Map<String, Long> memory = numbers(Path.of("/proc/meminfo"));
      Map<String, Long> faults = numbers(Path.of("/proc/vmstat"));
      long total = memory.getOrDefault("MemTotal", 0L) * KIB;
      long usage = total - memory.getOrDefault("MemFree", 0L) * KIB;
      FileStore store = Files.getFileStore(root);
      String[] load = Files.readString(Path.of("/proc/loadavg")).strip().split("[ /]", -1);
      return new NodeUsage(
          cpu(),
          total,
          usage,
          Math.max(0, usage - memory.getOrDefault("Inactive(file)", 0L) * KIB),
          memory.getOrDefault("AnonPages", 0L) * KIB,
          faults.getOrDefault("pgfault", 0L),
          faults.getOrDefault("pgmajfault", 0L),
          store.getTotalSpace(),
          store.getUsableSpace(),
          Long.parseLong(load[4]),
          Long.parseLong(Files.readString(Path.of("/proc/sys/kernel/pid_max")).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException("the machine's usage cannot be read", e);
    }
  }

  /// A machine on which nothing runs.
  public static NodeUsage idle(MachineFacts machine) {
    long storage = machine.storageBytes();
    return new NodeUsage(0, machine.memoryBytes(), 0, 0, 0, 0, 0, storage, storage, 1, 1 << 22);
  }

  /// Memory that could be given out, as evictions count it.
  public long availableBytes() {
    return Math.max(0, totalBytes - workingSetBytes);
  }

  /// How long the machine has been running.
  public static Duration uptime() {
    try {
      String[] parts = Files.readString(Path.of("/proc/uptime")).split(" ", -1);
      return Duration.ofMillis((long) (Double.parseDouble(parts[0]) * 1000));
    } catch (IOException e) {
      throw new UncheckedIOException("the machine's start cannot be read", e);
    }
  }

  private static long cpu() throws IOException {
    String first = Files.readAllLines(Path.of("/proc/stat")).getFirst();
    String[] ticks = first.split(" +", -1);
    long sum = 0;
    for (int index : BUSY) {
      sum += index < ticks.length ? Long.parseLong(ticks[index]) : 0;
    }
    return sum * TICK_NANOS;
  }

  private static Map<String, Long> numbers(Path file) throws IOException {
    Map<String, Long> result = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] parts = line.split("[: ]+", -1);
      if (parts.length > 1 && parts[1].matches("[0-9]+")) {
        result.put(parts[0], Long.parseLong(parts[1]));
      }
    }
    return result;
  }
}
