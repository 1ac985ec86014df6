package k4j.apiserver.strategy.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Checks;

/// What may be said of a job, and what may follow it. A rule holds only where what it is about has
/// changed: the controller may need time to follow a new spec. (kubernetes,
/// `apis/batch/validation`, ValidateJobStatusUpdate.)
final class JobStatus {

  private static final FieldPath STATUS = FieldPath.of("status");
  private static final FieldPath CONDITIONS = STATUS.child("conditions");
  private static final String COMPLETE = "Complete";
  private static final String FAILED = "Failed";
  private static final String FAILURE_TARGET = "FailureTarget";
  private static final String SUCCESS = "SuccessCriteriaMet";

  private final JsonObject spec;
  private final JsonObject status;
  private final JsonObject old;
  private final FieldErrors errors;

  private JobStatus(JsonObject spec, JsonObject status, JsonObject old, FieldErrors errors) {
    this.spec = spec;
    this.status = status;
    this.old = old;
    this.errors = errors;
  }

  static void update(JsonObject job, JsonObject old, FieldErrors errors) {
    var check =
        new JobStatus(job.object("spec"), job.object("status"), old.object("status"), errors);
    check.counts();
    check.ends();
    check.finished();
    check.indexes();
    check.later();
    check.transitions();
  }

  private boolean is(String condition) {
    return has(status, condition, "True");
  }

  private boolean was(String condition) {
    return has(old, condition, "True");
  }

  private static boolean has(JsonObject status, String type, String value) {
    return status.array("conditions").objects().stream()
        .filter(condition -> condition.string("type").equals(type))
        .anyMatch(condition -> condition.string("status").equals(value));
  }

  private boolean turned(String condition) {
    return is(condition) != was(condition);
  }

  private boolean changed(String field) {
    return !Objects.equals(status.get(field), old.get(field));
  }

  private boolean isFinished() {
    return is(COMPLETE) || is(FAILED);
  }

  private boolean hasFinishedOrNotAnyMore() {
    return isFinished() != (was(COMPLETE) || was(FAILED));
  }

  private void counts() {
    for (String count : new String[] {"active", "succeeded", "failed", "ready", "terminating"}) {
      Checks.notNegative(status, count, STATUS, errors);
    }
    Set<String> seen = new HashSet<>();
    JsonObject uncounted = status.object("uncountedTerminatedPods");
    for (String list : new String[] {"succeeded", "failed"}) {
      FieldPath path = STATUS.child("uncountedTerminatedPods").child(list);
      List<String> uids = uncounted.array(list).strings();
      for (int i = 0; i < uids.size(); i++) {
        if (uids.get(i).isEmpty()) {
          errors.invalid(path.index(i), "", "must not be empty");
        } else if (!seen.add(uids.get(i))) {
          errors.duplicate(path.index(i), uids.get(i));
        }
      }
    }
  }

  private void ends() {
    if ((turned(COMPLETE) || turned(FAILED)) && is(COMPLETE) && is(FAILED)) {
      errors.invalid(CONDITIONS, "cannot set Complete=True and Failed=true conditions");
    }
    if ((turned(COMPLETE) || turned(FAILURE_TARGET)) && is(COMPLETE) && is(FAILURE_TARGET)) {
      errors.invalid(CONDITIONS, "cannot set Complete=True and FailureTarget=true conditions");
    }
    FieldPath completion = STATUS.child("completionTime");
    boolean completed = status.has("completionTime");
    if (turned(COMPLETE) || changed("completionTime")) {
      if (completed && !is(COMPLETE)) {
        errors.invalid(
            completion,
            status.get("completionTime"),
            "cannot set completionTime when there is no Complete=True condition");
      } else if (!completed && is(COMPLETE)) {
        errors.required(completion, "completionTime is required for Complete jobs");
      }
    }
    boolean timed = changed("startTime") || changed("completionTime");
    if (timed
        && completed
        && status.has("startTime")
        && status.string("completionTime").compareTo(status.string("startTime")) < 0) {
      errors.invalid(
          completion, status.get("completionTime"), "must be equal to or after `startTime`");
    }
    if ((turned(FAILED) || changed("failedIndexes")) && is(FAILED) && !is(FAILURE_TARGET)) {
      errors.invalid(
          CONDITIONS, "cannot set Failed=True condition without the FailureTarget=true condition");
    }
    if ((turned(COMPLETE) || turned(SUCCESS)) && is(COMPLETE) && !is(SUCCESS)) {
      errors.invalid(
          CONDITIONS,
          "cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
    }
  }

  private void finished() {
    if (!isFinished()) {
      return;
    }
    boolean turned = hasFinishedOrNotAnyMore();
    long active = status.integer("active");
    if ((turned || changed("active")) && active > 0) {
      errors.invalid(STATUS.child("active"), active, "active>0 is invalid for finished job");
    }
    boolean never =
        spec.bool("suspend") && spec.has("completions") && spec.integer("completions") == 0;
    if ((turned || changed("startTime")) && !never && !status.has("startTime")) {
      errors.required(STATUS.child("startTime"), "startTime is required for finished job");
    }
    JsonObject uncounted = status.object("uncountedTerminatedPods");
    boolean some = !uncounted.array("failed").isEmpty() || !uncounted.array("succeeded").isEmpty();
    if ((turned || changed("uncountedTerminatedPods")) && some) {
      errors.invalid(
          STATUS.child("uncountedTerminatedPods"), uncounted, "must be empty for finished job");
    }
  }

  private void indexes() {
    String completed = status.string("completedIndexes");
    String failed = status.string("failedIndexes");
    long completions = spec.integer("completions");
    if (changed("completedIndexes") && spec.has("completions")) {
      parsed("completedIndexes", completed, completions);
    }
    boolean limited = spec.has("backoffLimitPerIndex");
    if (changed("failedIndexes") && spec.has("completions") && limited) {
      parsed("failedIndexes", failed, completions);
    }
    boolean indexed = spec.string("completionMode").equals("Indexed");
    if (changed("completedIndexes") && !completed.isEmpty() && !indexed) {
      errors.invalid(
          STATUS.child("completedIndexes"),
          completed,
          "cannot set non-empty completedIndexes when non-indexed completion mode");
    }
    if (changed("failedIndexes") && !limited && status.has("failedIndexes")) {
      errors.invalid(
          STATUS.child("failedIndexes"),
          failed,
          "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
    }
    if ((changed("failedIndexes") || changed("completedIndexes")) && spec.has("completions")) {
      Indexes.overlap(completed, failed, completions)
          .ifPresent(index ->
              errors.invalid(
                  STATUS.child("failedIndexes"),
                  failed,
                  "failedIndexes and completedIndexes overlap at index: " + index));
    }
  }

  private void parsed(String field, String text, long completions) {
    String problem = Indexes.parse(text, completions).problem();
    if (!problem.isEmpty()) {
      errors.invalid(STATUS.child(field), text, "error parsing " + field + ": " + problem);
    }
  }

  private void later() {
    long terminating = status.integer("terminating");
    boolean ended = hasFinishedOrNotAnyMore() || changed("terminating");
    if (ended && isFinished() && terminating > 0) {
      errors.invalid(
          STATUS.child("terminating"), terminating, "terminating>0 is invalid for finished job");
    }
    long ready = status.integer("ready");
    if ((changed("ready") || changed("active")) && ready > status.integer("active")) {
      errors.invalid(STATUS.child("ready"), ready, "cannot set more ready pods than active");
    }
    for (String other : new String[] {FAILED, FAILURE_TARGET}) {
      if (is(SUCCESS) && is(other)) {
        errors.invalid(
            CONDITIONS, "cannot set SuccessCriteriaMet=True and " + other + "=true conditions");
      }
    }
    if (spec.has("successPolicy") && !is(SUCCESS) && is(COMPLETE)) {
      errors.invalid(
          CONDITIONS,
          "cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
    }
  }

  private void transitions() {
    for (String end : new String[] {FAILED, COMPLETE, FAILURE_TARGET}) {
      if (was(end) && !is(end)) {
        errors.invalid(CONDITIONS, "cannot disable the terminal " + end + "=True condition");
      }
    }
    notDecreased("failed");
    boolean indexed = spec.string("completionMode").equals("Indexed");
    if (!indexed || !Objects.equals(spec.get("completions"), spec.get("parallelism"))) {
      notDecreased("succeeded");
    }
    if (status.has("completionTime") && old.has("completionTime") && changed("completionTime")) {
      errors.invalid(
          STATUS.child("completionTime"), status.get("completionTime"), "field is immutable");
    }
    boolean resumes = has(old, "Suspended", "True") && has(status, "Suspended", "False");
    if (old.has("startTime") && changed("startTime") && !resumes && !spec.bool("suspend")) {
      errors.invalid(
          STATUS.child("startTime"),
          status.get("startTime"),
          "field is immutable for unsuspended job once set");
    }
    if (was(SUCCESS) && !is(SUCCESS)) {
      errors.invalid(CONDITIONS, "cannot disable the SuccessCriteriaMet=True condition");
    }
    if (was(COMPLETE) && !was(SUCCESS) && is(SUCCESS)) {
      errors.invalid(
          CONDITIONS,
          "cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
    }
  }

  private void notDecreased(String count) {
    long value = status.integer(count);
    if (value < old.integer(count)) {
      errors.invalid(STATUS.child(count), value, "cannot decrease the " + count + " counter");
    }
  }

  /// Whether a job's template may change: it is suspended, and none of its pods runs.
  static boolean isAtRest(JsonObject job) {
    JsonObject status = job.object("status");
    boolean idle = !status.has("startTime") || has(status, "Suspended", "True");
    return job.object("spec").bool("suspend") && idle && status.integer("active") == 0;
  }
}
