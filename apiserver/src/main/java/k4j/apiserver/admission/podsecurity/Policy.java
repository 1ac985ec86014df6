package k4j.apiserver.admission.podsecurity;

import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// What a namespace asks for by its labels. Audit is left out: it would only be written to an audit
/// log.
record Policy(Level.At enforce, Level.At warn) {

  private static final String PREFIX = "pod-security.kubernetes.io/";
  private static final FieldPath LABELS = FieldPath.of("metadata").child("labels");

  /// @param errors collects labels that cannot be read; they count as the strictest to enforce, and
  ///   as nothing to warn of
  static Policy of(JsonObject labels, FieldErrors errors) {
    Optional<Level> enforce = level(labels, "enforce", errors);
    Level enforced =
        enforce.orElse(labels.has(PREFIX + "enforce") ? Level.RESTRICTED : Level.PRIVILEGED);
    int enforcedVersion = version(labels, "enforce-version", errors);
    Optional<Level> warn = level(labels, "warn", errors);
    int warnVersion = version(labels, "warn-version", errors);
    level(labels, "audit", errors);
    version(labels, "audit-version", errors);
    boolean follows = enforce.isPresent() && !labels.has(PREFIX + "warn");
    Level warned = warn.orElse(follows ? enforced : Level.PRIVILEGED);
    boolean sameVersion = follows && !labels.has(PREFIX + "warn-version");
    return new Policy(
        new Level.At(enforced, enforcedVersion),
        new Level.At(warned, sameVersion ? enforcedVersion : warnVersion));
  }

  private static Optional<Level> level(JsonObject labels, String mode, FieldErrors errors) {
    String label = PREFIX + mode;
    if (!labels.has(label)) {
      return Optional.empty();
    }
    String value = labels.string(label);
    for (Level level : Level.values()) {
      if (level.word().equals(value)) {
        return Optional.of(level);
      }
    }
    errors.invalid(LABELS.key(label), value, "must be one of privileged, baseline, restricted");
    return Optional.empty();
  }

  private static int version(JsonObject labels, String mode, FieldErrors errors) {
    String label = PREFIX + mode;
    String value = labels.string(label);
    if (!labels.has(label) || value.equals("latest")) {
      return Level.At.LATEST;
    }
    if (value.matches("v1\\.([0-9]|[1-9][0-9]{1,5})")) {
      return Integer.parseInt(value.substring("v1.".length()));
    }
    errors.invalid(LABELS.key(label), value, "must be \"latest\" or \"v1.x\"");
    return Level.At.LATEST;
  }
}
