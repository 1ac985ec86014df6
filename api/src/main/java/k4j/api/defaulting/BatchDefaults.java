package k4j.api.defaulting;

import java.util.Map;
import k4j.api.json.JsonObject;

/// Jobs and cron jobs.
final class BatchDefaults {

  static final Map<String, Rule> RULES =
      Map.of(
          "batch.Job", BatchDefaults::job,
          "batch.CronJobSpec", BatchDefaults::cronJob,
          "batch.PodFailurePolicyOnPodConditionsPattern",
              o -> Draft.of(o).fill("status", "True").done());

  private BatchDefaults() {}

  /// A cron job's template is not filled in; the job made from it is.
  private static JsonObject job(JsonObject job) {
    JsonObject spec = job.object("spec");
    boolean perIndex = spec.has("backoffLimitPerIndex");
    Draft draft = Draft.of(spec);
    if (!spec.has("completions") && !spec.has("parallelism")) {
      draft.fill("completions", 1);
    }
    draft
        .fill("parallelism", 1)
        .fill("backoffLimit", perIndex ? Integer.MAX_VALUE : 6)
        .fill("completionMode", "NonIndexed")
        .fill("suspend", false)
        .fill("manualSelector", false)
        .fill(
            "podReplacementPolicy",
            spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
    JsonObject labels = spec.object("template").object("metadata").object("labels");
    return CoreDefaults.withLabels(job, labels).with("spec", draft.done());
  }

  private static JsonObject cronJob(JsonObject spec) {
    return Draft.of(spec)
        .fillText("concurrencyPolicy", "Allow")
        .fill("suspend", false)
        .fill("successfulJobsHistoryLimit", 3)
        .fill("failedJobsHistoryLimit", 1)
        .done();
  }
}
