package k4j.cri.embedded.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.embedded.linux.Fd;

/// Version 2: one tree.
final class CgroupsV2 implements Cgroups {
  private static final Set<String> WANTED = Set.of("cpu", "cpuset", "io", "memory", "pids");
  private static final long MAX_SHARES = 262_144;
  private final Path mount;

  CgroupsV2(Path mount) {
    this.mount = mount;
  }

  @Override
  public String version() {
    return "v2";
  }

  private Path directory(String group) {
    return mount.resolve(group.substring(1));
  }

  @Override
  public void create(String group) throws IOException {
    Path parent = mount;
    for (Path name : Path.of(group.substring(1))) {
      delegate(parent);
      parent = parent.resolve(name);
      if (!Files.isDirectory(parent)) {
        Files.createDirectory(parent);
      }
    }
  }

  /// Hands the controllers that a group has to its children.
  private static void delegate(Path group) throws IOException {
    Set<String> enabled =
        Set.of(Files.readString(group.resolve("cgroup.subtree_control")).strip().split(" ", -1));
    for (String controller :
        Files.readString(group.resolve("cgroup.controllers")).strip().split(" ", -1)) {
      if (WANTED.contains(controller) && !enabled.contains(controller)) {
        CgroupFiles.write(group.resolve("cgroup.subtree_control"), "+" + controller);
      }
    }
  }

  @Override
  public void apply(String group, LinuxContainerResources r) throws IOException {
    Path directory = directory(group);
    if (r.cpuShares() > 0) {
      CgroupFiles.write(directory.resolve("cpu.weight"), weight(r.cpuShares()));
    }
    if (r.cpuQuota() != 0 || r.cpuPeriod() > 0) {
      long period = r.cpuPeriod() > 0 ? r.cpuPeriod() : 100_000;
      String quota = r.cpuQuota() > 0 ? Long.toString(r.cpuQuota()) : "max";
      CgroupFiles.write(directory.resolve("cpu.max"), quota + " " + period);
    }
    if (r.memoryLimitBytes() != 0) {
      boolean limited = r.memoryLimitBytes() > 0;
      long swap = Math.max(0, r.memorySwapLimitBytes() - r.memoryLimitBytes());
      Path swapMax = directory.resolve("memory.swap.max");
      if (Files.exists(swapMax)) {
        CgroupFiles.write(swapMax, limited ? swap : "max");
      }
      CgroupFiles.write(directory.resolve("memory.max"), limited ? r.memoryLimitBytes() : "max");
    }
    if (r.pidsLimit() > 0) {
      CgroupFiles.write(directory.resolve("pids.max"), r.pidsLimit());
    }
    if (!r.cpusetCpus().isEmpty()) {
      CgroupFiles.write(directory.resolve("cpuset.cpus"), r.cpusetCpus());
    }
    if (!r.cpusetMems().isEmpty()) {
      CgroupFiles.write(directory.resolve("cpuset.mems"), r.cpusetMems());
    }
    for (var entry : r.unified().entrySet()) {
      CgroupFiles.write(directory.resolve(entry.getKey()), entry.getValue());
    }
  }

  /// Shares of 2 to 262144 as a weight of 1 to 10000 (KEP-2254).
  static long weight(long shares) {
    long bounded = Math.clamp(shares, 2, MAX_SHARES);
    return 1 + ((bounded - 2) * 9999) / 262142;
  }

  @Override
  public void restrictDevices(String group, List<String> allowed) {}

  @Override
  public List<Path> joinFiles(String group) {
    return List.of(directory(group).resolve("cgroup.procs"));
  }

  @Override
  public List<Path> threadFiles(String group) {
    return List.of();
  }

  @Override
  public List<Path> processFiles(String group) {
    return joinFiles(group);
  }

  @Override
  public List<View> views(String group) {
    return List.of(new View("/sys/fs/cgroup", directory(group).toString()));
  }

  @Override
  public List<Long> processes(String group) throws IOException {
    return CgroupFiles.processes(directory(group));
  }

  @Override
  public void kill(String group) throws IOException {
    Path all = directory(group).resolve("cgroup.kill");
    if (Files.exists(all)) {
      CgroupFiles.write(all, 1);
    } else {
      Cgroups.killEach(processes(group));
    }
  }

  @Override
  public void remove(String group) throws IOException {
    CgroupFiles.remove(directory(group));
  }

  @Override
  public List<String> children(String group) throws IOException {
    return CgroupFiles.children(directory(group)).stream().map(n -> group + "/" + n).toList();
  }

  @Override
  public OptionalLong cpuNanos(String group) {
    Path stat = directory(group).resolve("cpu.stat");
    return Files.exists(stat)
        ? OptionalLong.of(CgroupFiles.entry(stat, "usage_usec") * 1000)
        : OptionalLong.empty();
  }

  @Override
  public MemorySample memory(String group) {
    OptionalLong usage = CgroupFiles.number(directory(group).resolve("memory.current"));
    if (usage.isEmpty()) {
      return MemorySample.NONE;
    }
    Path stat = directory(group).resolve("memory.stat");
    return new MemorySample(
        true,
        usage.getAsLong(),
        Math.max(0, usage.getAsLong() - CgroupFiles.entry(stat, "inactive_file")),
        CgroupFiles.entry(stat, "anon"),
        CgroupFiles.entry(stat, "pgfault"),
        CgroupFiles.entry(stat, "pgmajfault"));
  }

  /// A group below ours, whose counters ours includes and keeps.
  @Override
  public String runtimeGroup(String group) {
    return group + "/oci";
  }

  @Override
  public Optional<Fd> oomEvents(String group) {
    return Optional.empty();
  }

  @Override
  public long oomKills(String group) {
    return CgroupFiles.entry(directory(group).resolve("memory.events"), "oom_kill");
  }
}
