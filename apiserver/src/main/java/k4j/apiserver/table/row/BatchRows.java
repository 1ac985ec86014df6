package k4j.apiserver.table.row;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// Jobs and cron jobs.
final class BatchRows {

  private BatchRows() {}

  static void job(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.text(state(object));
    row.text(completions(spec, object.object("status").integer("succeeded")));
    row.text(duration(object.object("status"), row));
    row.age();
    Texts.containers(spec.object("template").object("spec"), row);
    row.text(Texts.selector(spec.object("selector")));
  }

  private static String completions(JsonObject spec, long succeeded) {
    if (spec.has("completions")) {
      return succeeded + "/" + spec.integer("completions");
    }
    long parallelism = spec.integer("parallelism");
    return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
  }

  private static String duration(JsonObject status, Row row) {
    return Times.in(status, "startTime")
        .map(start -> row.between(start, Times.in(status, "completionTime")))
        .orElse("");
  }

  private static String state(JsonObject job) {
    JsonObject status = job.object("status");
    if (Texts.isTrue(status, "Complete")) {
      return "Complete";
    }
    if (Texts.isTrue(status, "Failed")) {
      return "Failed";
    }
    if (job.object("metadata").has("deletionTimestamp")) {
      return "Terminating";
    }
    return List.of("Suspended", "FailureTarget", "SuccessCriteriaMet").stream()
        .filter(condition -> Texts.isTrue(status, condition))
        .findFirst()
        .orElse("Running");
  }

  static void cronJob(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject status = object.object("status");
    JsonObject job = spec.object("jobTemplate").object("spec");
    row.name();
    row.text(spec.string("schedule"));
    row.text(Texts.textOf(spec, "timeZone", Row.NONE));
    row.text(spec.has("suspend") ? spec.bool("suspend") ? "True" : "False" : Row.UNSET);
    row.number(status.array("active").size());
    row.text(status.has("lastScheduleTime") ? row.since(status, "lastScheduleTime") : Row.NONE);
    row.age();
    Texts.containers(job.object("template").object("spec"), row);
    row.text(Texts.selector(job.object("selector")));
  }
}
