package k4j.cluster.profile;

import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/// Finds the folder of a profile: `$K4J_HOME`, or `~/.k4j`.
public final class ProfileHome {

  public static final String DEFAULT_PROFILE = "k4j";

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?");

  private final Path root;

  public ProfileHome(Path root) {
    this.root = root;
  }

  public static ProfileHome of(Map<String, String> environment) {
    String set = environment.getOrDefault("K4J_HOME", "");
    Path home = Path.of(environment.getOrDefault("HOME", "/root"));
    return new ProfileHome(
        (set.isEmpty() ? home.resolve(".k4j") : Path.of(set)).toAbsolutePath().normalize());
  }

  public Path root() {
    return root;
  }

  /// @throws IllegalArgumentException where the name is no DNS label; its message is for the user
  public Profile profile(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no profile name: use up to 40 lower-case letters, digits and '-'."
              .formatted(name));
    }
    return new Profile(name, root.resolve(name));
  }
}
