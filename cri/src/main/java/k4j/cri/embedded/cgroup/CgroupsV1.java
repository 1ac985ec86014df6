package k4j.cri.embedded.cgroup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;

/// Version 1: a tree per controller, and in hybrid mode one of version 2 without controllers.
final class CgroupsV1 implements Cgroups {
  private static final Set<String> USED =
      Set.of("cpu", "cpuacct", "memory", "pids", "devices", "freezer");
  private static final String UNIFIED = "unified";

  private final Map<String, Path> mounts;

  private CgroupsV1(Map<String, Path> mounts) {
    this.mounts = mounts;
  }

  /// Finds the hierarchies in the mount table.
  static CgroupsV1 mounted() throws IOException {
    Map<String, Path> mounts = new LinkedHashMap<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      String[] parts = line.split(" ", -1);
      Path target = Path.of(parts[1]);
      if (parts[2].equals("cgroup2")) {
        mounts.putIfAbsent(UNIFIED, target);
      } else if (parts[2].equals("cgroup")) {
        for (String option : parts[3].split(",", -1)) {
          if (Files.isDirectory(target) && isController(option)) {
            mounts.putIfAbsent(option, target);
          }
        }
      }
    }
    if (!mounts.containsKey("memory") || !mounts.containsKey("cpu")) {
      throw new IOException("the cgroup controllers cpu and memory are not mounted");
    }
    return new CgroupsV1(mounts);
  }

  private static boolean isController(String option) {
    return USED.contains(option)
        || option.equals("cpuset")
        || option.equals("blkio")
        || option.equals("name=systemd");
  }

  @Override
  public String version() {
    return mounts.containsKey(UNIFIED) ? "hybrid" : "v1";
  }

  private Path file(String controller, String group, String name) {
    Path mount = mounts.getOrDefault(controller, Path.of("/nonexistent"));
    return mount.resolve(group.substring(1)).resolve(name);
  }

  /// The directories of a group in the trees that we use, each once (cpu and cpuacct may be one).
  private Set<Path> directories(String group) {
    Set<Path> result = new LinkedHashSet<>();
    mounts.forEach((controller, mount) -> {
      if (USED.contains(controller) || controller.equals(UNIFIED)) {
        result.add(mount.resolve(group.substring(1)));
      }
    });
    return result;
  }

  private Set<Path> allDirectories(String group) {
    Set<Path> result = new LinkedHashSet<>();
    mounts.values().forEach(mount -> result.add(mount.resolve(group.substring(1))));
    return result;
  }

  @Override
  public void create(String group) throws IOException {
    for (Path directory : directories(group)) {
      Files.createDirectories(directory);
    }
  }

  @Override
  public void apply(String group, LinuxContainerResources r) throws IOException {
    if (r.cpuShares() > 0) {
      CgroupFiles.write(file("cpu", group, "cpu.shares"), r.cpuShares());
    }
    if (r.cpuPeriod() > 0) {
      CgroupFiles.write(file("cpu", group, "cpu.cfs_period_us"), r.cpuPeriod());
    }
    if (r.cpuQuota() != 0) {
      CgroupFiles.write(file("cpu", group, "cpu.cfs_quota_us"), r.cpuQuota());
    }
    if (r.memoryLimitBytes() != 0) {
      memory(group, r);
    }
    if (r.pidsLimit() > 0 && mounts.containsKey("pids")) {
      CgroupFiles.write(file("pids", group, "pids.max"), r.pidsLimit());
    }
    if (mounts.containsKey("cpuset") && !(r.cpusetCpus() + r.cpusetMems()).isEmpty()) {
      cpuset(group, r);
    }
  }

  /// A new group of this controller is empty and cannot be joined until it has something of its
  /// parent's.
  private void cpuset(String group, LinuxContainerResources r) throws IOException {
    Path directory = file("cpuset", "/", "");
    for (Path name : Path.of(group.substring(1))) {
      Path parent = directory;
      directory = directory.resolve(name);
      Files.createDirectories(directory);
      for (String setting : List.of("cpuset.cpus", "cpuset.mems")) {
        if (Files.readString(directory.resolve(setting)).isBlank()) {
          Files.writeString(directory.resolve(setting), Files.readString(parent.resolve(setting)));
        }
      }
    }
    if (!r.cpusetCpus().isEmpty()) {
      CgroupFiles.write(directory.resolve("cpuset.cpus"), r.cpusetCpus());
    }
    if (!r.cpusetMems().isEmpty()) {
      CgroupFiles.write(directory.resolve("cpuset.mems"), r.cpusetMems());
    }
  }

  /// The limit with swap may never be below the one without, so the order depends on the way it
  /// goes.
  private void memory(String group, LinuxContainerResources r) throws IOException {
    Path limit = file("memory", group, "memory.limit_in_bytes");
    Path swap = file("memory", group, "memory.memsw.limit_in_bytes");
    long total = r.memorySwapLimitBytes() != 0 ? r.memorySwapLimitBytes() : r.memoryLimitBytes();
    boolean grows =
        r.memoryLimitBytes() < 0
            || CgroupFiles.number(limit).orElse(Long.MAX_VALUE) < r.memoryLimitBytes();
    boolean counted = Files.exists(swap);
    if (counted && grows) {
      CgroupFiles.write(swap, total);
    }
    CgroupFiles.write(limit, r.memoryLimitBytes());
    if (counted && !grows) {
      CgroupFiles.write(swap, total);
    }
  }

  @Override
  public void restrictDevices(String group, List<String> allowed) throws IOException {
    if (mounts.containsKey("devices")) {
      CgroupFiles.write(file("devices", group, "devices.deny"), "a");
      for (String rule : allowed) {
        CgroupFiles.write(file("devices", group, "devices.allow"), rule);
      }
    }
  }

  @Override
  public List<Path> joinFiles(String group) {
    Set<Path> joined = new LinkedHashSet<>(directories(group));
    Path cpuset = file("cpuset", group, "");
    if (Files.isDirectory(cpuset)) {
      joined.add(cpuset);
    }
    return joined.stream().map(d -> d.resolve("cgroup.procs")).toList();
  }

  @Override
  public List<Path> threadFiles(String group) {
    Path unified = file(UNIFIED, group, "").normalize();
    return directories(group).stream()
        .filter(d -> !d.equals(unified))
        .map(d -> d.resolve("tasks"))
        .toList();
  }

  @Override
  public List<Path> processFiles(String group) {
    return mounts.containsKey(UNIFIED) ? List.of(file(UNIFIED, group, "cgroup.procs")) : List.of();
  }

  @Override
  public List<View> views(String group) {
    Map<Path, View> views = new LinkedHashMap<>();
    mounts.forEach((controller, mount) -> {
      Path source = mount.resolve(group.substring(1));
      if (USED.contains(controller)) {
        String target = "/sys/fs/cgroup/" + mount.getFileName();
        views.put(mount, new View(target, source.toString()));
      }
    });
    return List.copyOf(views.values());
  }

  /// A thread of ours that is about to start a command in a group makes the kernel list this
  /// process there: it must never be taken for one of the container's.
  @Override
  public List<Long> processes(String group) throws IOException {
    Set<Long> result = new LinkedHashSet<>();
    for (Path directory : directories(group)) {
      result.addAll(CgroupFiles.processes(directory));
    }
    result.remove(ProcessHandle.current().pid());
    return List.copyOf(result);
  }

  @Override
  public void kill(String group) throws IOException {
    if (mounts.containsKey(UNIFIED)) {
      Path all = file(UNIFIED, group, "cgroup.kill");
      if (Files.exists(all)) {
        CgroupFiles.write(all, 1);
      }
    }
    Cgroups.killEach(processes(group));
  }

  @Override
  public void remove(String group) throws IOException {
    for (Path directory : allDirectories(group)) {
      CgroupFiles.remove(directory);
    }
  }

  @Override
  public List<String> children(String group) throws IOException {
    Set<String> result = new LinkedHashSet<>();
    for (Path directory : new ArrayList<>(allDirectories(group))) {
      result.addAll(CgroupFiles.children(directory));
    }
    return result.stream().map(name -> group + "/" + name).toList();
  }

  @Override
  public OptionalLong cpuNanos(String group) {
    return CgroupFiles.number(file("cpuacct", group, "cpuacct.usage"));
  }

  @Override
  public MemorySample memory(String group) {
    OptionalLong usage = CgroupFiles.number(file("memory", group, "memory.usage_in_bytes"));
    if (usage.isEmpty()) {
      return MemorySample.NONE;
    }
    Path stat = file("memory", group, "memory.stat");
    long inactive = CgroupFiles.entry(stat, "total_inactive_file");
    return new MemorySample(
        true,
        usage.getAsLong(),
        Math.max(0, usage.getAsLong() - inactive),
        CgroupFiles.entry(stat, "total_rss"),
        CgroupFiles.entry(stat, "total_pgfault"),
        CgroupFiles.entry(stat, "total_pgmajfault"));
  }

  @Override
  public String runtimeGroup(String group) {
    return group;
  }

  @Override
  public Optional<Fd> oomEvents(String group) throws IOException {
    String watched = file("memory", group, "memory.oom_control").toString();
    Fd events = Kernel.eventCounter();
    try (Fd control = Kernel.open(watched, Kernel.O_RDONLY)) {
      CgroupFiles.write(
          file("memory", group, "cgroup.event_control"), events.number() + " " + control.number());
      return Optional.of(events);
    } catch (IOException e) {
      events.close();
      throw e;
    }
  }

  @Override
  public long oomKills(String group) {
    return CgroupFiles.entry(file("memory", group, "memory.oom_control"), "oom_kill");
  }
}
