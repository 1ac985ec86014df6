package k4j.controllers.cronjob;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.batch.v1.CronJob;
import k4j.api.batch.v1.CronJobStatus;
import k4j.api.batch.v1.Job;
import k4j.api.core.v1.ObjectReference;

/// What a CronJob's status says of its jobs, brought up to date.
record ActiveJobs(CronJobStatus status, List<Note> notes) {

  /// @param jobs those that it controls
  /// @param gone UIDs of jobs that the status names, but that are there no more
  static ActiveJobs of(CronJob cronJob, List<Job> jobs, Set<String> gone) {
    CronJobStatus status = cronJob.status();
    List<Note> notes = new ArrayList<>();
    List<ObjectReference> active = new ArrayList<>(status.active());
    for (Job job : jobs) {
      boolean known = active.stream().anyMatch(ref -> ref.uid().equals(job.uid()));
      Optional<String> end = end(job);
      if (end.isEmpty()) {
        if (!known) {
          notes.add(
              Note.warning(
                  "UnexpectedJob",
                  "Saw a job that the controller did not create or forgot: " + job.name()));
        }
        continue;
      }
      if (known) {
        active.removeIf(ref -> ref.uid().equals(job.uid()));
        notes.add(
            Note.normal(
                "SawCompletedJob",
                "Saw completed job: %s, condition: %s".formatted(job.name(), end.get())));
      }
      if (end.get().equals("Complete")) {
        status = succeeded(status, job);
      }
    }
    for (ObjectReference reference : List.copyOf(active)) {
      if (gone.contains(reference.uid())) {
        active.remove(reference);
        notes.add(Note.normal("MissingJob", "Active job went missing: " + reference.name()));
      }
    }
    return new ActiveJobs(with(status, active), notes);
  }

  static CronJobStatus with(CronJobStatus status, List<ObjectReference> active) {
    return active.isEmpty() ? status.withoutActive() : status.withActive(active);
  }

  private static CronJobStatus succeeded(CronJobStatus status, Job job) {
    Optional<Instant> at = job.status().completionTime();
    boolean newer =
        at.isPresent()
            && status.lastSuccessfulTime().filter(last -> !at.get().isAfter(last)).isEmpty();
    return newer ? status.withLastSuccessfulTime(at.get()) : status;
  }

  /// `Complete` or `Failed`, once it is one of them.
  static Optional<String> end(Job job) {
    return job.status().conditions().stream()
        .filter(c -> c.status().equals("True"))
        .map(c -> c.type())
        .filter(type -> type.equals("Complete") || type.equals("Failed"))
        .findFirst();
  }
}
