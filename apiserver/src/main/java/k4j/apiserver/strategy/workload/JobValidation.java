package k4j.apiserver.strategy.workload;

import java.util.List;
import java.util.Objects;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.LabelSelectorValidation;
import k4j.apiserver.strategy.NamedPaths;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.pod.PodSpecValidation;
import k4j.apiserver.strategy.warning.TemplateWarnings;

/// Jobs, also as templates of cron jobs.
public final class JobValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> MODES = List.of("NonIndexed", "Indexed");
  private static final List<String> POLICIES = List.of("OnFailure", "Never");
  private static final String PREFIX = "batch.kubernetes.io/";
  private static final int MAX_INDEXED = 100_000;

  @Override
  public void create(JsonObject job, FieldErrors errors) {
    whole(job, true, errors);
  }

  private static void whole(JsonObject job, boolean prefixed, FieldErrors errors) {
    JsonObject spec = job.object("spec");
    generated(job, spec, prefixed, errors);
    selected(spec, errors);
    indexedName(job, spec, errors);
  }

  private static void selected(JsonObject spec, FieldErrors errors) {
    spec(spec, SPEC, errors);
    if (!spec.has("selector")) {
      errors.required(SPEC.child("selector"));
    } else {
      LabelSelectorValidation.check(spec.get("selector"), SPEC.child("selector"), errors);
    }
    Templates.matches(spec, SPEC, errors);
  }

  /// A selector of one's own must be asked for.
  ///
  /// @param prefixed whether the labels with a prefix must be there; those of old jobs are not
  private static void generated(
      JsonObject job, JsonObject spec, boolean prefixed, FieldErrors errors) {
    if (spec.bool("manualSelector") || !spec.has("selector")) {
      return;
    }
    JsonObject metadata = job.object("metadata");
    String uid = metadata.string("uid");
    String name = metadata.string("name");
    JsonObject labels = spec.object("template").object("metadata").object("labels");
    JsonObject wanted = JsonObject.EMPTY;
    for (String prefix : prefixed ? List.of("", PREFIX) : List.of("")) {
      labelled(labels, prefix + "controller-uid", uid, errors);
      labelled(labels, prefix + "job-name", name, errors);
      wanted = wanted.with(prefix + "controller-uid", uid).with(prefix + "job-name", name);
    }
    if (!Templates.selects(spec, wanted)) {
      errors.invalid(SPEC.child("selector"), spec.get("selector"), "`selector` not auto-generated");
    }
  }

  private static void labelled(JsonObject labels, String key, String value, FieldErrors errors) {
    String actual = labels.string(key);
    FieldPath path = SPEC.child("template").child("metadata", "labels");
    if (!labels.has(key)) {
      errors.required(path.key(key), "must be '" + value + "'");
    } else if (!actual.equals(value)) {
      errors.invalid(path.key(key), labels, "must be '" + value + "'");
    }
  }

  /// The names of pods end in their index.
  private static void indexedName(JsonObject job, JsonObject spec, FieldErrors errors) {
    long completions = spec.integer("completions");
    if (!spec.string("completionMode").equals("Indexed") || completions <= 0) {
      return;
    }
    String name = job.object("metadata").string("name");
    String host = name + "-" + (completions - 1);
    if (!Formats.dnsLabel(host).isEmpty()) {
      errors.invalid(
          FieldPath.of("metadata").child("name"),
          name,
          "will not able to create pod with invalid DNS label: " + host);
    }
  }

  static void spec(JsonObject spec, FieldPath path, FieldErrors errors) {
    for (String field :
        new String[] {
          "parallelism",
          "completions",
          "activeDeadlineSeconds",
          "backoffLimit",
          "ttlSecondsAfterFinished",
          "backoffLimitPerIndex",
          "maxFailedIndexes"
        }) {
      Checks.notNegative(spec, field, path, errors);
    }
    if (spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex")) {
      errors.required(path.child("backoffLimitPerIndex"), "when maxFailedIndexes is specified");
    }
    mode(spec, path, errors);
    String manager = spec.string("managedBy");
    if (spec.has("managedBy")) {
      NamedPaths.domainPrefixed(manager, path.child("managedBy"), errors);
      if (manager.length() > 63) {
        errors.tooLong(path.child("managedBy"), 63);
      }
    }
    if (spec.has("podFailurePolicy")) {
      JobPolicies.failure(spec, path.child("podFailurePolicy"), errors);
    }
    boolean indexed = spec.string("completionMode").equals("Indexed");
    if (spec.has("successPolicy") && !indexed) {
      errors.invalid(
          path.child("successPolicy"),
          spec.get("successPolicy"),
          "requires indexed completion mode");
    } else if (spec.has("successPolicy") && spec.has("completions")) {
      JobPolicies.success(spec, path.child("successPolicy"), errors);
    }
    replacement(spec, path, errors);
    PodSpecValidation.template(spec.object("template"), path.child("template"), errors);
    restartPolicy(spec, path, errors);
  }

  private static void mode(JsonObject spec, FieldPath path, FieldErrors errors) {
    String mode = spec.string("completionMode");
    boolean indexed = mode.equals("Indexed");
    if (spec.has("completionMode") && !MODES.contains(mode)) {
      errors.notSupported(path.child("completionMode"), mode, MODES);
    }
    if (indexed) {
      if (!spec.has("completions")) {
        errors.required(path.child("completions"), "when completion mode is Indexed");
      }
      if (spec.integer("parallelism") > MAX_INDEXED) {
        errors.invalid(
            path.child("parallelism"),
            spec.integer("parallelism"),
            "must be less than or equal to 100000 when completion mode is Indexed");
      }
      failedIndexes(spec, path, errors);
      return;
    }
    boolean plain = mode.isEmpty() || mode.equals("NonIndexed");
    for (String field : new String[] {"backoffLimitPerIndex", "maxFailedIndexes"}) {
      if (plain && spec.has(field)) {
        errors.invalid(path.child(field), spec.get(field), "requires indexed completion mode");
      }
    }
  }

  private static void failedIndexes(JsonObject spec, FieldPath path, FieldErrors errors) {
    long max = spec.integer("maxFailedIndexes");
    FieldPath at = path.child("maxFailedIndexes");
    if (spec.has("completions") && max > spec.integer("completions")) {
      errors.invalid(at, max, "must be less than or equal to completions");
    }
    if (max > MAX_INDEXED) {
      errors.invalid(at, max, "must be less than or equal to 100000");
    }
    boolean many = spec.integer("completions") > MAX_INDEXED;
    if (many && spec.has("backoffLimitPerIndex")) {
      if (!spec.has("maxFailedIndexes")) {
        errors.required(at, "must be specified when completions is above 100000");
      }
      if (spec.integer("parallelism") > 10_000) {
        errors.invalid(
            path.child("parallelism"),
            spec.integer("parallelism"),
            "must be less than or equal to 10000 when completions are above 100000 and used with"
                + " backoff limit per index");
      }
      if (max > 10_000) {
        errors.invalid(
            at,
            max,
            "must be less than or equal to 10000 when completions are above 100000 and"
                + " used with backoff limit per index");
      }
    }
  }

  private static void restartPolicy(JsonObject spec, FieldPath path, FieldErrors errors) {
    String policy = spec.object("template").object("spec").string("restartPolicy");
    FieldPath at = path.child("template").child("spec", "restartPolicy");
    if (policy.isEmpty() || policy.equals("Always")) {
      errors.required(at, "valid values: \"OnFailure\", \"Never\"");
    } else if (!POLICIES.contains(policy)) {
      errors.notSupported(at, policy, POLICIES);
    } else if (spec.has("podFailurePolicy") && !policy.equals("Never")) {
      errors.invalid(at, policy, "only \"Never\" is supported when podFailurePolicy is specified");
    }
  }

  private static void replacement(JsonObject spec, FieldPath path, FieldErrors errors) {
    List<String> allowed =
        spec.has("podFailurePolicy") ? List.of("Failed") : List.of("Failed", "TerminatingOrFailed");
    Checks.optionalChoice(spec, "podReplacementPolicy", allowed, path, errors);
  }

  @Override
  public void update(JsonObject job, JsonObject old, String subresource, FieldErrors errors) {
    if (!subresource.isEmpty()) {
      JobStatus.update(job, old, errors);
      return;
    }
    JsonObject spec = job.object("spec");
    JsonObject before = old.object("spec");
    JsonObject labels = before.object("template").object("metadata").object("labels");
    whole(job, labels.has(PREFIX + "job-name") && labels.has(PREFIX + "controller-uid"), errors);
    selected(spec, errors);
    completions(spec, before, errors);
    Checks.immutable(spec, before, "selector", SPEC, errors);
    template(spec, old, errors);
    for (String field :
        new String[] {
          "completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"
        }) {
      Checks.immutable(spec, before, field, SPEC, errors);
    }
  }

  private static void completions(JsonObject spec, JsonObject old, FieldErrors errors) {
    if (!spec.string("completionMode").equals("Indexed")) {
      Checks.immutable(spec, old, "completions", SPEC, errors);
    } else if (spec.has("completions")
        && !Objects.equals(spec.get("completions"), old.get("completions"))
        && spec.integer("completions") != spec.integer("parallelism")) {
      errors.invalid(
          SPEC.child("completions"),
          spec.get("completions"),
          "can only be modified in tandem with spec.parallelism");
    }
  }

  /// While a job is suspended and none of its pods runs, where they may go and what they ask for
  /// can still change.
  private static void template(JsonObject spec, JsonObject old, FieldErrors errors) {
    JsonObject template = spec.object("template");
    JsonObject before = old.object("spec").object("template");
    if (!JobStatus.isAtRest(old)) {
      if (!template.equals(before)) {
        errors.invalid(SPEC.child("template"), template, "field is immutable");
      }
      return;
    }
    JsonObject pod = template.object("spec");
    JsonObject wanted = TemplateChanges.allowed(before.object("spec"), pod);
    if (!pod.equals(wanted)) {
      errors.invalid(SPEC.child("template").child("spec"), pod, "field is immutable");
    }
  }

  @Override
  public List<String> warnings(JsonObject job) {
    return TemplateWarnings.named(job, TemplateWarnings.job(job.object("spec"), SPEC));
  }

  @Override
  public List<String> warnings(JsonObject job, JsonObject old) {
    return TemplateWarnings.isNew(job, old)
        ? TemplateWarnings.job(job.object("spec"), SPEC)
        : List.of();
  }
}
