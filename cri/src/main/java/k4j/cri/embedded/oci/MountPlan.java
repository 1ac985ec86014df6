package k4j.cri.embedded.oci;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.Mount;
import k4j.cri.container.MountPropagation;
import k4j.cri.embedded.cgroup.Cgroups;

/// Decides what is mounted in a container, in which order.
public final class MountPlan {
  private MountPlan() {}

  /// What the sandbox and the machine contribute: files by their place in the container, the source
  /// of shared memory, and the views of the cgroup.
  public record Surroundings(
      Map<String, String> files, String sharedMemory, List<Cgroups.View> cgroups) {}

  public static List<PlannedMount> of(ContainerConfig config, Surroundings around) {
    boolean privileged = config.securityContext().privileged();
    String access = privileged ? "rw" : "ro";
    List<PlannedMount> plan = new ArrayList<>();
    plan.add(new PlannedMount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")));
    plan.add(
        new PlannedMount(
            "/dev", "tmpfs", "tmpfs", List.of("nosuid", "strictatime", "mode=755", "size=65536k")));
    plan.add(
        new PlannedMount(
            "/dev/pts",
            "devpts",
            "devpts",
            List.of("nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5")));
    plan.add(
        new PlannedMount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")));
    plan.add(
        new PlannedMount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", access)));
    cgroups(plan, around.cgroups(), access);
    Set<String> taken =
        config.mounts().stream().map(Mount::containerPath).collect(Collectors.toSet());
    if (!around.sharedMemory().isEmpty() && !taken.contains("/dev/shm")) {
      plan.add(PlannedMount.bind(around.sharedMemory(), "/dev/shm", "rbind", "rw"));
    }
    around.files().entrySet().stream()
        .filter(file -> !taken.contains(file.getKey()))
        .sorted(Map.Entry.comparingByKey())
        .forEach(f -> plan.add(PlannedMount.bind(f.getValue(), f.getKey(), "rbind", "rprivate")));
    config.mounts().stream()
        .sorted(Comparator.comparingInt(m -> depth(m.containerPath())))
        .forEach(mount -> plan.add(volume(mount)));
    return plan;
  }

  private static void cgroups(List<PlannedMount> plan, List<Cgroups.View> views, String access) {
    if (views.size() > 1) {
      plan.add(
          new PlannedMount(
              "/sys/fs/cgroup",
              "tmpfs",
              "tmpfs",
              List.of("nosuid", "noexec", "nodev", "mode=755", "size=64k")));
    }
    for (Cgroups.View view : views) {
      plan.add(
          PlannedMount.bind(
              view.source(), view.target(), "bind", "nosuid", "noexec", "nodev", access));
    }
  }

  private static PlannedMount volume(Mount mount) {
    String propagation =
        switch (mount.propagation()) {
          case PRIVATE -> "rprivate";
          case HOST_TO_CONTAINER -> "rslave";
          case BIDIRECTIONAL -> "rshared";
        };
    return PlannedMount.bind(
        mount.hostPath(),
        mount.containerPath(),
        "rbind",
        propagation,
        mount.readonly() ? "ro" : "rw");
  }

  /// What the root's own propagation has to be for the volumes' to work; empty for the default.
  static String rootPropagation(ContainerConfig config) {
    Set<MountPropagation> asked =
        config.mounts().stream().map(Mount::propagation).collect(Collectors.toSet());
    if (asked.contains(MountPropagation.BIDIRECTIONAL)) {
      return "rshared";
    }
    return asked.contains(MountPropagation.HOST_TO_CONTAINER) ? "rslave" : "";
  }

  private static int depth(String path) {
    return (int) path.chars().filter(c -> c == '/').count();
  }
}
