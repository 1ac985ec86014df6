package k4j.apiserver.metrics;

import org.jspecify.annotations.Nullable;

/// What 1.36 still serves but will not for ever (the kinds' `prerelease-lifecycle`).
final class Deprecations {

  private Deprecations() {}

  /// The release that no longer has it, empty where none is named; null where it stays.
  static @Nullable String removed(String group, String version, String resource) {
    boolean core = group.isEmpty() && version.equals("v1");
    return core && (resource.equals("endpoints") || resource.equals("componentstatuses"))
        ? ""
        : null;
  }
}
