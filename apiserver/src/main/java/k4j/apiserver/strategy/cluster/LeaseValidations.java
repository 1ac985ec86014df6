package k4j.apiserver.strategy.cluster;

import java.util.List;
import java.util.regex.Pattern;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

/// Leases and those who want them.
public final class LeaseValidations {

  public static final Validation LEASE = LeaseValidations::lease;
  public static final Validation CANDIDATE = new Candidates();

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String OLDEST = "OldestEmulationVersion";
  private static final Pattern VERSION =
      Pattern.compile(
          "(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");

  private LeaseValidations() {}

  private static void lease(JsonObject lease, FieldErrors errors) {
    JsonObject spec = lease.object("spec");
    if (spec.has("leaseDurationSeconds") && spec.integer("leaseDurationSeconds") <= 0) {
      errors.invalid(
          SPEC.child("leaseDurationSeconds"),
          spec.integer("leaseDurationSeconds"),
          "must be greater than 0");
    }
    Checks.notNegative(spec, "leaseTransitions", SPEC, errors);
  }

  private record Candidates() implements Validation {

    @Override
    public void create(JsonObject candidate, FieldErrors errors) {
      String name = candidate.object("metadata").string("name");
      if (!name.isEmpty()) {
        errors.invalidEach(
            FieldPath.of("metadata").child("name"), name, ValueFormats.configKey(name));
      }
      spec(candidate.object("spec"), errors);
    }

    private static void spec(JsonObject spec, FieldErrors errors) {
      Checks.required(spec, "leaseName", SPEC, errors);
      Checks.required(spec, "binaryVersion", SPEC, errors);
      long emulation = version(spec, "emulationVersion", errors);
      long binary = version(spec, "binaryVersion", errors);
      boolean both =
          !spec.string("binaryVersion").isEmpty() && !spec.string("emulationVersion").isEmpty();
      if (both && binary < emulation) {
        errors.invalid(
            SPEC.child("binaryVersion"),
            spec.string("binaryVersion"),
            "must be greater than or equal to `emulationVersion`");
      }
      String strategy = spec.string("strategy");
      if (strategy.isEmpty()) {
        errors.required(SPEC.child("strategy"));
        return;
      }
      if (strategy.equals(OLDEST) && emulation == 0) {
        errors.required(
            SPEC.child("emulationVersion"),
            "must be specified when `strategy` is 'OldestEmulationVersion'");
      }
      FieldPath path = SPEC.child("strategy", "strategy");
      if (strategy.indexOf('/') >= 0) {
        errors.invalidEach(path, strategy, Formats.qualifiedName(strategy));
      } else if (!strategy.equals(OLDEST)) {
        errors.notSupported(path, strategy, List.of(OLDEST));
      }
    }

    /// A number that is greater for later versions; 0 where there is none.
    private static long version(JsonObject spec, String field, FieldErrors errors) {
      String text = spec.string(field);
      if (VERSION.matcher(text).matches()) {
        String[] parts = text.split("[.+-]", 4);
        return (number(parts[0]) * 100_000 + number(parts[1])) * 100_000 + number(parts[2]);
      }
      if (!text.isEmpty()) {
        errors.invalid(SPEC.child(field), text, "must be a valid semantic version");
      }
      return 0;
    }

    private static long number(String digits) {
      return digits.length() > 5 ? 99_999 : Long.parseLong(digits);
    }

    @Override
    public void update(
        JsonObject candidate, JsonObject old, String subresource, FieldErrors errors) {
      spec(candidate.object("spec"), errors);
      Checks.immutable(candidate.object("spec"), old.object("spec"), "leaseName", SPEC, errors);
    }
  }
}
