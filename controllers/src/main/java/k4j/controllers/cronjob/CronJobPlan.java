package k4j.controllers.cronjob;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import k4j.api.batch.v1.CronJob;
import k4j.api.batch.v1.CronJobSpec;
import k4j.api.batch.v1.Job;
import k4j.api.core.v1.ObjectReference;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.controllers.cronjob.Timetable.Recent;
import k4j.controllers.cronjob.Timetable.Unusable;
import k4j.controllers.ownership.Owners;

/// Decides whether a CronJob starts a job.
///
/// @param start when the job to be started was due
/// @param replace jobs that must go before
/// @param again when to look again
record CronJobPlan(
    Optional<Instant> start,
    List<ObjectReference> replace,
    List<Note> notes,
    Optional<Duration> again) {

  private static final String SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp";

  private static final DateTimeFormatter RFC1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  static CronJobPlan decide(CronJob cronJob, Instant now) {
    try {
      Timetable timetable = Timetable.of(cronJob);
      if (cronJob.isDeleting() || cronJob.spec().suspend()) {
        return new CronJobPlan(Optional.empty(), List.of(), List.of(), Optional.empty());
      }
      Recent recent = timetable.recent(cronJob, now, true);
      Optional<Duration> again = Optional.of(timetable.pause(cronJob, now));
      if (recent.due().isEmpty()) {
        return new CronJobPlan(Optional.empty(), List.of(), List.of(), again);
      }
      return due(cronJob, recent, again, now);
    } catch (Unusable e) {
      return new CronJobPlan(Optional.empty(), List.of(), List.of(e.note()), Optional.empty());
    }
  }

  private static CronJobPlan due(
      CronJob cronJob, Recent recent, Optional<Duration> again, Instant now) {
    Instant due = recent.due().orElseThrow();
    CronJobSpec spec = cronJob.spec();
    List<Note> notes = new ArrayList<>();
    if (recent.tooMany()) {
      notes.add(
          Note.warning(
              "TooManyMissedTimes",
              "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check"
                  + " clock skew"));
    }
    List<ObjectReference> active = cronJob.status().active();
    boolean tooLate =
        spec.hasStartingDeadlineSeconds()
            && due.plusSeconds(spec.startingDeadlineSeconds()).isBefore(now);
    boolean done =
        active.stream().anyMatch(ref -> ref.name().equals(name(cronJob, due)))
            || cronJob.status().lastScheduleTime().filter(due::equals).isPresent();
    boolean busy = spec.concurrencyPolicy().equals("Forbid") && !active.isEmpty();
    if (tooLate) {
      notes.add(
          Note.warning(
              "MissSchedule", "Missed scheduled time to start a job: " + RFC1123.format(due)));
    } else if (!done && busy) {
      notes.add(
          Note.normal(
              "JobAlreadyActive",
              "Not starting job because prior execution is running and concurrency policy is"
                  + " Forbid"));
    }
    boolean starts = !tooLate && !done && !busy;
    boolean replaces = starts && spec.concurrencyPolicy().equals("Replace");
    return new CronJobPlan(
        starts ? Optional.of(due) : Optional.empty(), replaces ? active : List.of(), notes, again);
  }

  /// The name is a lock: a job is never started twice.
  static String name(CronJob cronJob, Instant due) {
    return cronJob.name() + "-" + due.getEpochSecond() / 60;
  }

  static Job job(CronJob cronJob, Instant due) {
    JsonObject template = cronJob.spec().jobTemplate().json();
    JsonObject from = template.object("metadata");
    String at;
    try {
      at =
          DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
              due.truncatedTo(ChronoUnit.SECONDS).atZone(Timetable.of(cronJob).zone()));
    } catch (Unusable _) {
      at = due.toString();
    }
    JsonObject metadata =
        JsonObject.builder()
            .put("name", name(cronJob, due))
            .put("namespace", cronJob.namespace())
            .put("labels", from.object("labels"))
            .put("annotations", from.object("annotations").with(SCHEDULED, Json.of(at)))
            .put("ownerReferences", JsonArray.of(Owners.controllerReference(cronJob).json()))
            .build();
    return new Job(
        Job.EMPTY.json().with("metadata", metadata).with("spec", template.object("spec")));
  }

  /// The oldest of the jobs that ended, where there are more than are to be kept.
  static List<Job> surplus(CronJob cronJob, List<Job> jobs) {
    CronJobSpec spec = cronJob.spec();
    List<Job> surplus = new ArrayList<>();
    if (spec.hasSuccessfulJobsHistoryLimit()) {
      surplus.addAll(oldest(jobs, "Complete", spec.successfulJobsHistoryLimit()));
    }
    if (spec.hasFailedJobsHistoryLimit()) {
      surplus.addAll(oldest(jobs, "Failed", spec.failedJobsHistoryLimit()));
    }
    return surplus;
  }

  private static List<Job> oldest(List<Job> jobs, String end, int kept) {
    List<Job> ended =
        jobs.stream()
            .filter(job -> ActiveJobs.end(job).filter(end::equals).isPresent())
            .sorted(
                Comparator.comparing((Job job) -> job.status().startTime().orElse(Instant.MAX))
                    .thenComparing(Job::name))
            .toList();
    return ended.subList(0, Math.max(0, ended.size() - kept));
  }
}
