package k4j.cri.embedded;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;

/// How an embedded runtime is set up.
///
/// `root` holds all state; `profile` names the cgroup `/k4j-PROFILE`; `bridge` (at most 15
/// characters) is the pod network's; `hostImage` allows `k4j.local/host`; `launcher` is `auto`, a
/// name such as `crun` or `runc`, an absolute path, or `native` for util-linux; `hidden` are
/// directories that a container of the host's image may not see besides `root`.
public record EmbeddedConfig(
    Path root,
    String profile,
    String bridge,
    boolean hostImage,
    String launcher,
    List<Path> hidden,
    InstantSource clock,
    RandomGenerator random) {
  private static final int MAX_INTERFACE_NAME = 15;

  public EmbeddedConfig {
    root = root.toAbsolutePath().normalize();
    hidden = List.copyOf(hidden);
    if (bridge.isEmpty() || bridge.length() > MAX_INTERFACE_NAME) {
      throw new IllegalArgumentException("a bridge's name has 1 to 15 characters: " + bridge);
    }
  }

  public EmbeddedConfig(
      Path root, String profile, boolean hostImage, InstantSource clock, RandomGenerator random) {
    this(root, profile, bridgeName(profile), hostImage, "auto", List.of(), clock, random);
  }

  public EmbeddedConfig withLauncher(String name) {
    return new EmbeddedConfig(root, profile, bridge, hostImage, name, hidden, clock, random);
  }

  public EmbeddedConfig withBridge(String name) {
    return new EmbeddedConfig(root, profile, name, hostImage, launcher, hidden, clock, random);
  }

  public EmbeddedConfig withHidden(List<Path> paths) {
    return new EmbeddedConfig(root, profile, bridge, hostImage, launcher, paths, clock, random);
  }

  /// `k4j-PROFILE`; a profile too long for that is shortened and told apart by its hash.
  public static String bridgeName(String profile) {
    String name = "k4j-" + profile;
    return name.length() <= MAX_INTERFACE_NAME
        ? name
        : name.substring(0, 9) + String.format("%06x", profile.hashCode() & 0xffffff);
  }

  /// The cgroup below which everything of this runtime lives.
  public String cgroup() {
    return "/k4j-" + profile;
  }
}
