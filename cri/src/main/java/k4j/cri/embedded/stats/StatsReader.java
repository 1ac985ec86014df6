package k4j.cri.embedded.stats;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import k4j.cri.embedded.cgroup.Cgroups;
import k4j.cri.embedded.network.PodNetwork;
import k4j.cri.embedded.state.ContainerRecord;
import k4j.cri.embedded.state.Node;
import k4j.cri.embedded.state.SandboxRecord;
import k4j.cri.image.FilesystemUsage;
import k4j.cri.stats.ContainerStats;
import k4j.cri.stats.CpuUsage;
import k4j.cri.stats.MemoryUsage;
import k4j.cri.stats.NetworkUsage;
import k4j.cri.stats.PodSandboxStats;

/// Reads what containers and sandboxes use, and remembers the last CPU sample of each for its rate.
public final class StatsReader {
  private static final long UNLIMITED = 1L << 60;
  private final Node node;
  private final Map<String, CpuUsage> last = new ConcurrentHashMap<>();

  public StatsReader(Node node) {
    this.node = node;
  }

  public ContainerStats container(ContainerRecord record) {
    Instant now = node.clock().instant();
    Path writes = node.store().container(record.id()).resolve("writes");
    return new ContainerStats(
        record.id(),
        record.config().metadata(),
        record.config().labels(),
        record.config().annotations(),
        cpu(record.cgroup(), now),
        memory(record.cgroup(), record.resources().memoryLimitBytes(), now),
        Files.isDirectory(writes) ? Optional.of(DiskUsage.of(writes, now)) : Optional.empty());
  }

  public PodSandboxStats sandbox(SandboxRecord record, List<ContainerStats> containers)
      throws IOException {
    Instant now = node.clock().instant();
    return new PodSandboxStats(
        record.id(),
        record.config().metadata(),
        record.config().labels(),
        record.config().annotations(),
        cpu(record.cgroup(), now),
        memory(record.cgroup(), record.config().linux().resources().memoryLimitBytes(), now),
        network(record, now),
        node.cgroups().processes(record.cgroup()).size(),
        containers);
  }

  /// Forgets the samples of what is gone.
  public void forget(String cgroup) {
    last.remove(cgroup);
  }

  private Optional<CpuUsage> cpu(String cgroup, Instant now) {
    OptionalLong nanos = node.cgroups().cpuNanos(cgroup);
    if (nanos.isEmpty()) {
      return Optional.empty();
    }
    CpuUsage before = last.get(cgroup);
    CpuUsage sample = new CpuUsage(now, nanos.getAsLong(), rate(before, nanos.getAsLong(), now));
    last.put(cgroup, sample);
    return Optional.of(sample);
  }

  private static long rate(
      @org.jspecify.annotations.Nullable CpuUsage before, long nanos, Instant now) {
    if (before == null) {
      return 0;
    }
    long elapsed = Duration.between(before.timestamp(), now).toNanos();
    return elapsed <= 0
        ? before.usageNanoCores()
        : (long) ((nanos - before.usageCoreNanoSeconds()) * 1e9 / elapsed);
  }

  private Optional<MemoryUsage> memory(String cgroup, long limit, Instant now) {
    Cgroups.MemorySample sample = node.cgroups().memory(cgroup);
    if (!sample.present()) {
      return Optional.empty();
    }
    boolean limited = limit > 0 && limit < UNLIMITED;
    return Optional.of(
        new MemoryUsage(
            now,
            sample.workingSet(),
            limited ? Math.max(0, limit - sample.workingSet()) : 0,
            sample.usage(),
            sample.rss(),
            sample.faults(),
            sample.majorFaults()));
  }

  /// What the pod received is what the node's end of its pair sent.
  private static List<NetworkUsage> network(SandboxRecord record, Instant now) {
    if (record.hostNetwork() || !record.ready()) {
      return List.of();
    }
    Path counters = Path.of("/sys/class/net", PodNetwork.interfaceName(record.id()), "statistics");
    return List.of(
        new NetworkUsage(
            now,
            "eth0",
            counter(counters, "tx_bytes"),
            counter(counters, "tx_errors"),
            counter(counters, "rx_bytes"),
            counter(counters, "rx_errors")));
  }

  private static long counter(Path directory, String name) {
    try {
      return Long.parseLong(Files.readString(directory.resolve(name)).strip());
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
  }

  /// Usage of a directory of this node.
  public static FilesystemUsage disk(Path directory, Instant now) {
    return DiskUsage.of(directory, now);
  }
}
