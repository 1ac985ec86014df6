package k4j.cri.embedded.image;

import java.util.Optional;
import k4j.cri.embedded.json.Json;

/// The platform of this machine, as image indexes name it.
final class Platform {
  private static final String ARCHITECTURE =
      switch (System.getProperty("os.arch")) {
        case "aarch64" -> "arm64";
        case "amd64", "x86_64" -> "amd64";
        default -> System.getProperty("os.arch");
      };

  private Platform() {}

  /// The digest of the manifest that an index has for this machine.
  static Optional<String> choose(Json index) {
    return index.get("manifests").list().stream()
        .filter(m -> m.get("platform").get("os").text("linux").equals("linux"))
        .filter(m -> m.get("platform").get("architecture").text(ARCHITECTURE).equals(ARCHITECTURE))
        .map(m -> m.get("digest").text())
        .findFirst();
  }

  static String name() {
    return "linux/" + ARCHITECTURE;
  }
}
