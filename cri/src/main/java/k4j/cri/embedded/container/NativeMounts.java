package k4j.cri.embedded.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import k4j.cri.container.LinuxContainerSecurityContext;
import k4j.cri.embedded.linux.Kernel;
import k4j.cri.embedded.linux.Mounts;
import k4j.cri.embedded.oci.DeviceNode;
import k4j.cri.embedded.oci.PlannedMount;
import k4j.cri.embedded.rootfs.RootedPath;

/// Carries out a plan of mounts below a root, in the calling thread's mount namespace.
final class NativeMounts {
  private static final int CHARACTER = 0020000;
  private static final int BLOCK = 0060000;
  private static final Map<String, Long> FLAGS =
      Map.of(
          "ro", Mounts.MS_RDONLY,
          "nosuid", Mounts.MS_NOSUID,
          "nodev", Mounts.MS_NODEV,
          "noexec", Mounts.MS_NOEXEC,
          "relatime", Mounts.MS_RELATIME,
          "strictatime", Mounts.MS_STRICTATIME);
  private static final Map<String, Long> PROPAGATION =
      Map.of(
          "rprivate", Mounts.MS_PRIVATE | Mounts.MS_REC,
          "rslave", Mounts.MS_SLAVE | Mounts.MS_REC,
          "rshared", Mounts.MS_SHARED | Mounts.MS_REC);
  private static final List<String> WORDS =
      List.of("rw", "bind", "rbind", "rprivate", "rslave", "rshared");

  private final RootedPath root;

  NativeMounts(RootedPath root) {
    this.root = root;
  }

  /// `/proc` is left out: it has to be mounted from inside the container's pid namespace.
  void apply(List<PlannedMount> plan, List<DeviceNode> devices) throws IOException {
    for (PlannedMount mount : plan) {
      if (mount.type().equals("proc")) {
        root.mountPoint(mount.target(), true);
      } else if (mount.type().equals("bind")) {
        bind(mount);
      } else {
        String target = root.mountPoint(mount.target(), true).toString();
        Mounts.mount(mount.source(), target, mount.type(), flags(mount), data(mount));
        if (mount.target().equals("/dev")) {
          devices(DeviceNode.STANDARD);
          devices(devices);
          links();
        }
      }
    }
  }

  private void bind(PlannedMount mount) throws IOException {
    boolean directory = Files.isDirectory(Path.of(mount.source()));
    String target = root.mountPoint(mount.target(), directory).toString();
    Mounts.bind(mount.source(), target, mount.options().contains("rbind"));
    for (String option : mount.options()) {
      if (PROPAGATION.containsKey(option)) {
        Mounts.propagation(target, PROPAGATION.getOrDefault(option, 0L));
      }
    }
    long flags = flags(mount);
    if (flags == Mounts.MS_RDONLY) {
      Mounts.remountReadOnly(target);
    } else if (flags != 0) {
      Mounts.mount("none", target, "", Mounts.MS_BIND | Mounts.MS_REMOUNT | flags, "");
    }
  }

  private static long flags(PlannedMount mount) {
    return mount.options().stream()
        .mapToLong(option -> FLAGS.getOrDefault(option, 0L))
        .reduce(0, (a, b) -> a | b);
  }

  private static String data(PlannedMount mount) {
    return mount.options().stream()
        .filter(option -> !FLAGS.containsKey(option) && !WORDS.contains(option))
        .collect(Collectors.joining(","));
  }

  private void devices(List<DeviceNode> nodes) throws IOException {
    for (DeviceNode node : nodes) {
      Path place = root.resolve(node.path());
      Path parent = place.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.deleteIfExists(place);
      int format = node.type() == 'b' ? BLOCK : CHARACTER;
      Kernel.makeNode(
          place.toString(), format | node.mode(), Kernel.device(node.major(), node.minor()));
      Files.setAttribute(place, "unix:mode", node.mode());
    }
  }

  private void links() throws IOException {
    Map<String, String> links =
        Map.of(
            "/dev/fd", "/proc/self/fd",
            "/dev/stdin", "/proc/self/fd/0",
            "/dev/stdout", "/proc/self/fd/1",
            "/dev/stderr", "/proc/self/fd/2",
            "/dev/ptmx", "pts/ptmx");
    for (Map.Entry<String, String> link : links.entrySet()) {
      Files.createSymbolicLink(root.resolve(link.getKey()), Path.of(link.getValue()));
    }
    Files.createDirectories(root.resolve("/dev/shm"));
  }

  /// Hides and write-protects what the container may not see or change of the kernel; after `/proc`
  /// is there.
  void confine(LinuxContainerSecurityContext security) throws IOException {
    if (!security.privileged()) {
      for (String path : security.maskedPaths()) {
        mask(root.root() + path);
      }
      for (String path : security.readonlyPaths()) {
        String place = root.root() + path;
        if (Files.exists(Path.of(place), LinkOption.NOFOLLOW_LINKS)) {
          Mounts.bind(place, place, true);
          Mounts.mount(
              "none",
              place,
              "",
              Mounts.MS_BIND
                  | Mounts.MS_REMOUNT
                  | Mounts.MS_RDONLY
                  | Mounts.MS_NOSUID
                  | Mounts.MS_NODEV
                  | Mounts.MS_NOEXEC,
              "");
        }
      }
    }
    if (security.readonlyRootfs()) {
      Mounts.remountReadOnly(root.root().toString());
    }
  }

  private static void mask(String place) throws IOException {
    Path path = Path.of(place);
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      Mounts.mount("tmpfs", place, "tmpfs", Mounts.MS_RDONLY, "size=0k");
    } else if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      Mounts.bind("/dev/null", place, false);
    }
  }
}
