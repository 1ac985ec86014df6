package k4j.cri.embedded.cgroup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.embedded.linux.Fd;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.LinuxException;

/// The control groups of this machine; a group is named by its path, such as `/k4j-main/pod1/abc`.
public sealed interface Cgroups permits CgroupsV1, CgroupsV2 {
  long CGROUP2_MAGIC = 0x63677270L;

  static Cgroups detect() throws IOException {
    boolean unified = Kernel.fileSystemType("/sys/fs/cgroup") == CGROUP2_MAGIC;
    return unified ? new CgroupsV2(Path.of("/sys/fs/cgroup")) : CgroupsV1.mounted();
  }

  /// `v1`, `hybrid` or `v2`.
  String version();

  /// Makes a group, its parents too.
  void create(String group) throws IOException;

  /// Sets the limits that are not zero.
  void apply(String group, LinuxContainerResources resources) throws IOException;

  /// Lets a group use only the devices that every container has; does nothing where the kernel
  /// wants a program for that (version 2).
  void restrictDevices(String group, List<String> allowed) throws IOException;

  /// The files that a process writes `0` to in order to join the group.
  List<Path> joinFiles(String group);

  /// The files to which a single thread writes `0` in order to join, for what it starts: none in
  /// version 2, where only whole processes can.
  List<Path> threadFiles(String group);

  /// The files to write the id of a process to that a thread started that had joined by itself.
  List<Path> processFiles(String group);

  /// The mounts that show a group to its own container under `/sys/fs/cgroup`: where, and what of
  /// the host.
  List<View> views(String group);

  List<Long> processes(String group) throws IOException;

  /// Kills everything in the group and below it.
  void kill(String group) throws IOException;

  /// Removes the group and those below it. They must have no process left.
  void remove(String group) throws IOException;

  /// The groups directly below one.
  List<String> children(String group) throws IOException;

  OptionalLong cpuNanos(String group);

  MemorySample memory(String group);

  long oomKills(String group);

  /// A descriptor that becomes readable when the kernel kills in this group for lack of memory, or
  /// when the group is removed; empty where {@link #oomKills} still tells after the end.
  Optional<Fd> oomEvents(String group) throws IOException;

  /// The group that an OCI runtime is to make, and will remove, for the processes of a container.
  String runtimeGroup(String group);

  /// A part of the host's cgroup tree and the place it has in a container.
  record View(String target, String source) {}

  /// Bytes and faults, as the kernel counts them for one group.
  record MemorySample(
      boolean present, long usage, long workingSet, long rss, long faults, long majorFaults) {
    static final MemorySample NONE = new MemorySample(false, 0, 0, 0, 0, 0);
  }

  /// Kills one process at a time until none is left; forks that race with it are met in the next
  /// round.
  static void killEach(List<Long> processes) throws LinuxException {
    for (long pid : processes) {
      Kernel.kill(pid, 9);
    }
  }
}
