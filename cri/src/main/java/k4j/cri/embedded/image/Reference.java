package k4j.cri.embedded.image;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import k4j.cri.CriException;

/// The name of an image in full: `nginx` is `docker.io/library/nginx:latest`.
public record Reference(
    String registry, String repository, Optional<String> tag, Optional<String> digest) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<name>[A-Za-z0-9][A-Za-z0-9._:\\[\\]/-]*?)"
              + "(?::(?<tag>[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?"
              + "(?:@(?<digest>[a-z0-9]+:[a-f0-9]{32,}))?");
  private static final Pattern PATH =
      Pattern.compile(
          "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");
  private static final String DOCKER = "docker.io";

  public static Reference parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw invalid(text);
    }
    String name = form.group("name");
    Optional<String> tag = Optional.ofNullable(form.group("tag"));
    Optional<String> digest = Optional.ofNullable(form.group("digest"));
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    String registry = host ? first : DOCKER;
    String repository = host ? name.substring(slash + 1) : name;
    if (registry.equals("index.docker.io")) {
      registry = DOCKER;
    }
    if (registry.equals(DOCKER) && !repository.contains("/")) {
      repository = "library/" + repository;
    }
    if (!PATH.matcher(repository).matches()) {
      throw invalid(text);
    }
    if (tag.isEmpty() && digest.isEmpty()) {
      tag = Optional.of("latest");
    }
    return new Reference(registry, repository, tag, digest);
  }

  private static CriException invalid(String text) {
    return CriException.invalid(
        "failed to parse image reference \"" + text + "\": invalid reference format");
  }

  /// The name without tag and digest.
  public String name() {
    return registry + "/" + repository;
  }

  /// What to ask the registry for: a digest wins over a tag.
  public String version() {
    return digest.or(() -> tag).orElse("latest");
  }

  /// Whether the registry is on this machine, and so spoken to without TLS.
  public boolean isLoopback() {
    String host = registry.replaceFirst(":[0-9]+$", "");
    return host.equals("localhost")
        || host.equals("[::1]")
        || host.matches("127\\.[0-9]+\\.[0-9]+\\.[0-9]+");
  }

  /// Where the registry answers.
  String base() {
    String host = registry.equals(DOCKER) ? "registry-1.docker.io" : registry;
    return (isLoopback() ? "http://" : "https://") + host + "/v2/";
  }

  @Override
  public String toString() {
    return name() + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
  }
}
