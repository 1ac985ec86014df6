package k4j.cri.embedded.oci;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import k4j.cri.container.ContainerConfig;
import k4j.cri.container.Device;

/// A device file: type `c` or `b`, numbers, and the access that the cgroup allows.
public record DeviceNode(String path, char type, int major, int minor, int mode, String access) {
  private static final int FORMAT = 0170000;
  private static final int CHARACTER = 0020000;
  private static final int BLOCK = 0060000;

  /// What every container has.
  public static final List<DeviceNode> STANDARD =
      List.of(
          character("/dev/null", 1, 3),
          character("/dev/zero", 1, 5),
          character("/dev/full", 1, 7),
          character("/dev/random", 1, 8),
          character("/dev/urandom", 1, 9),
          character("/dev/tty", 5, 0));

  /// Rules in the form of cgroup version 1 that go beyond the nodes: making any node, pseudo
  /// terminals, the console.
  private static final List<String> BASE_RULES =
      List.of("c *:* m", "b *:* m", "c 5:1 rwm", "c 5:2 rwm", "c 136:* rwm");

  private static DeviceNode character(String path, int major, int minor) {
    return new DeviceNode(path, 'c', major, minor, 0666, "rwm");
  }

  /// The nodes that a container asks for, beyond the standard ones; of a privileged one all of the
  /// host.
  public static List<DeviceNode> asked(ContainerConfig config) throws IOException {
    List<DeviceNode> result = new ArrayList<>();
    if (config.securityContext().privileged()) {
      try (Stream<Path> tree = Files.walk(Path.of("/dev"))) {
        for (Path path : tree.filter(DeviceNode::isOfHost).toList()) {
          result.addAll(at(path, path.toString(), "rwm"));
        }
      } catch (java.io.UncheckedIOException e) {
        throw e.getCause();
      }
    }
    for (Device device : config.devices()) {
      List<DeviceNode> found =
          at(Path.of(device.hostPath()), device.containerPath(), device.permissions());
      if (found.isEmpty()) {
        throw new IOException("not a device node: " + device.hostPath());
      }
      result.addAll(found);
    }
    return result;
  }

  /// The rules of a container's devices cgroup.
  public static List<String> rules(List<DeviceNode> asked, boolean privileged) {
    if (privileged) {
      return List.of("a *:* rwm");
    }
    List<String> rules = new ArrayList<>(BASE_RULES);
    Stream.concat(STANDARD.stream(), asked.stream()).map(DeviceNode::rule).forEach(rules::add);
    return rules;
  }

  private String rule() {
    return type + " " + major + ":" + minor + " " + access;
  }

  private static boolean isOfHost(Path path) {
    Set<String> own = Set.of("pts", "shm", "mqueue", "console", "ptmx", "fd");
    String below = Path.of("/dev").relativize(path).toString();
    return !own.contains(below.split("/", -1)[0])
        && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        && !Files.isSymbolicLink(path)
        && STANDARD.stream().noneMatch(d -> d.path().equals(path.toString()));
  }

  private static List<DeviceNode> at(Path host, String path, String access) throws IOException {
    int mode = (Integer) Files.getAttribute(host, "unix:mode");
    long rdev = (Long) Files.getAttribute(host, "unix:rdev");
    int format = mode & FORMAT;
    if (format != CHARACTER && format != BLOCK) {
      return List.of();
    }
    int major = (int) ((rdev >> 8) & 0xfff);
    int minor = (int) ((rdev & 0xff) | ((rdev >> 12) & 0xfff00));
    return List.of(
        new DeviceNode(path, format == CHARACTER ? 'c' : 'b', major, minor, mode & 07777, access));
  }

  Map<String, Object> oci() {
    return Map.of(
        "path",
        path,
        "type",
        String.valueOf(type),
        "major",
        major,
        "minor",
        minor,
        "fileMode",
        mode);
  }

  Map<String, Object> ociRule() {
    return Map.of(
        "allow",
        true,
        "type",
        String.valueOf(type),
        "major",
        major,
        "minor",
        minor,
        "access",
        access);
  }
}
