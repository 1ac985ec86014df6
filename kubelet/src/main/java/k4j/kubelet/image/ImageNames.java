package k4j.kubelet.image;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What an image reference may look like (distribution/reference), and where it points.
public final class ImageNames {

  private static final String NAME = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final String HOST_LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
  private static final String HOST =
      "(?:" + HOST_LABEL + "(?:\\." + HOST_LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
  private static final Pattern REFERENCE =
      Pattern.compile(
          "(?:"
              + HOST
              + "/)?"
              + NAME
              + "(?:/"
              + NAME
              + ")*"
              + "(?::[\\w][\\w.-]{0,127})?"
              + "(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?");
  private static final Pattern ID = Pattern.compile("[a-f0-9]{64}");

  private ImageNames() {}

  /// What is wrong with a reference; empty where nothing is.
  public static Optional<String> problem(String image) {
    if (REFERENCE.matcher(image).matches() && !ID.matcher(image).matches()) {
      return Optional.empty();
    }
    String repository = image.replaceFirst("@.*$", "").replaceFirst(":[\\w.-]*$", "");
    boolean upper = !repository.equals(repository.toLowerCase(Locale.ROOT));
    if (upper && REFERENCE.matcher(image.toLowerCase(Locale.ROOT)).matches()) {
      String shown = repository.contains("/") ? repository : "library/" + repository;
      return Optional.of(
          ("couldn't parse image name \"%s\": invalid reference format: "
                  + "repository name (%s) must be lowercase")
              .formatted(image, shown));
    }
    return Optional.of("couldn't parse image name \"" + image + "\": invalid reference format");
  }

  /// The registry's host, and the repository below it: `docker.io`, `library/nginx`.
  public static String hostAndRepository(String image) {
    String name = image.replaceFirst("@.*$", "").replaceFirst(":[\\w.-]*$", "");
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (host) {
      return first.equals("index.docker.io") ? "docker.io" + name.substring(slash) : name;
    }
    return "docker.io/" + (slash < 0 ? "library/" : "") + name;
  }
}
