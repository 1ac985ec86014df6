package k4j.cri.embedded.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import k4j.cri.image.Image;

/// The image `k4j.local/host`: the file system of this machine, below an overlay.
public final class HostImage {
  public static final String NAME = "k4j.local/host";
  public static final String ID =
      "sha256:6b346a2e6c6f63616c2f686f7374000000000000000000000000000000000000";

  private HostImage() {}

  /// Whether a reference names it, with any tag or digest.
  public static boolean isNamed(String reference) {
    return reference.equals(NAME)
        || reference.startsWith(NAME + ":")
        || reference.startsWith(NAME + "@")
        || reference.equals(ID);
  }

  static ImageContent content() {
    return new ImageContent(
        ID,
        List.of(),
        true,
        new ImageContent.Defaults(List.of(), List.of("/bin/sh"), environment(), "/", "", ""));
  }

  /// Programs of developers are found where they are: the usual directories, and the JDK.
  private static Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put(
        "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" + java());
    return environment;
  }

  private static String java() {
    Path bin = Path.of(System.getProperty("java.home"), "bin");
    return Files.isExecutable(bin.resolve("java")) ? ":" + bin : "";
  }

  static Image listed(String reference) {
    String tag = reference.equals(NAME) || reference.equals(ID) ? NAME + ":latest" : reference;
    return new Image(ID, List.of(tag), List.of(), 0, OptionalLong.empty(), "", true);
  }

  static Optional<Image> find(String reference) {
    return isNamed(reference) ? Optional.of(listed(reference)) : Optional.empty();
  }
}
