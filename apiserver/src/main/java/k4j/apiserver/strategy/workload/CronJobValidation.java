package k4j.apiserver.strategy.workload;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import k4j.api.cron.CronSchedule;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.warning.TemplateWarnings;

/// Cron jobs.
public final class CronJobValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final int MAX_NAME = 52;

  @Override
  public void create(JsonObject job, FieldErrors errors) {
    spec(job.object("spec"), errors);
    String name = job.object("metadata").string("name");
    if (name.length() > MAX_NAME) {
      errors.invalid(FieldPath.of("metadata").child("name"), name, Formats.maxLength(MAX_NAME));
    }
  }

  private static void spec(JsonObject spec, FieldErrors errors) {
    schedule(spec, errors);
    Checks.notNegative(spec, "startingDeadlineSeconds", SPEC, errors);
    timeZone(spec, errors);
    Checks.choice(spec, "concurrencyPolicy", List.of("Allow", "Forbid", "Replace"), SPEC, errors);
    JsonObject job = spec.object("jobTemplate").object("spec");
    FieldPath at = SPEC.child("jobTemplate", "spec");
    JobValidation.spec(job, at, errors);
    if (job.bool("manualSelector")) {
      errors.notSupported(
          at.child("manualSelector"), job.get("manualSelector"), List.of("nil", "false"));
    } else if (job.has("selector")) {
      errors.invalid(
          at.child("selector"), job.get("selector"), "`selector` will be auto-generated");
    }
    Checks.notNegative(spec, "successfulJobsHistoryLimit", SPEC, errors);
    Checks.notNegative(spec, "failedJobsHistoryLimit", SPEC, errors);
  }

  private static void schedule(JsonObject spec, FieldErrors errors) {
    String schedule = spec.string("schedule");
    FieldPath path = SPEC.child("schedule");
    if (schedule.isEmpty()) {
      errors.required(path);
      return;
    }
    if (schedule.contains("TZ=")) {
      errors.invalid(
          path,
          schedule,
          spec.has("timeZone")
              ? "cannot use both timeZone field and TZ or CRON_TZ in schedule"
              : "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
      return;
    }
    CronSchedule.wrong(schedule).ifPresent(why -> errors.invalid(path, schedule, why));
  }

  private static void timeZone(JsonObject spec, FieldErrors errors) {
    if (!spec.has("timeZone")) {
      return;
    }
    String zone = spec.string("timeZone");
    FieldPath path = SPEC.child("timeZone");
    if (zone.isEmpty()) {
      errors.invalid(path, zone, "timeZone must be nil or non-empty string");
    } else if (zone.equalsIgnoreCase("Local")) {
      errors.invalid(
          path,
          zone,
          "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones");
    } else {
      try {
        ZoneId.of(zone);
      } catch (DateTimeException unknown) {
        errors.invalid(path, zone, "unknown time zone " + zone);
      }
    }
  }

  @Override
  public void update(JsonObject job, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      spec(job.object("spec"), errors);
    }
  }

  @Override
  public List<String> warnings(JsonObject job) {
    return TemplateWarnings.named(job, made(job));
  }

  @Override
  public List<String> warnings(JsonObject job, JsonObject old) {
    return TemplateWarnings.isNew(job, old) ? made(job) : List.of();
  }

  private static List<String> made(JsonObject job) {
    return TemplateWarnings.job(
        job.object("spec").object("jobTemplate").object("spec"),
        FieldPath.of("spec").child("jobTemplate", "spec"));
  }
}
