package k4j.apiserver.admission.podsecurity;

import java.util.Locale;

/// How much a pod may do, from everything to little.
enum Level {
  PRIVILEGED,
  BASELINE,
  RESTRICTED;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// A level in one version of the standards.
  ///
  /// @param minor of Kubernetes 1.x; [#LATEST] for the newest
  record At(Level level, int minor) {
    static final int LATEST = Integer.MAX_VALUE;

    @Override
    public String toString() {
      return level.word() + ":" + (minor == LATEST ? "latest" : "v1." + minor);
    }
  }
}
