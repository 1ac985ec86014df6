package k4j.controllers.job;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.JobCondition;
import k4j.api.batch.v1.JobStatus;
import k4j.api.batch.v1.UncountedTerminatedPods;
import k4j.api.core.v1.Pod;

/// Decides how a job counts the pods that have ended, each exactly once: their UIDs are noted in
/// its status, then they are let go, then the numbers go up.
///
/// @param status to be written first
/// @param release pods that may then go
/// @param terminal the condition that ends the job when all are counted
/// @param full whether more have ended than are counted at a time
record Tracking(
    JobStatus status, List<Pod> release, Optional<JobCondition> terminal, boolean full) {

  private static final int MOST = 500;

  /// @param status with the numbers of pods that run
  /// @param finished why the job ends, if it does
  static Tracking decide(
      JobState state, JobStatus status, Optional<JobCondition> finished, Instant now) {
    var notes = new Notes(state, status, finished);
    for (Pod pod : state.pods().stream().sorted(byIndex()).toList()) {
      if (notes.isFull()) {
        break;
      }
      if (JobPods.isTracked(pod) && !state.leaving().contains(pod.uid())) {
        notes.take(pod);
      }
    }
    JobStatus noted = notes.result();
    Optional<JobCondition> terminal = finished;
    if (finished.isPresent() && finished.get().type().equals(JobEnd.FAILURE_TARGET)) {
      noted = appended(noted, finished.get());
      terminal = finished.map(c -> JobEnd.condition(JobEnd.FAILED, c.reason(), c.message(), now));
    } else if (finished.isPresent() && finished.get().type().equals(JobEnd.SUCCESS_CRITERIA)) {
      if (JobRules.condition(state.job(), JobEnd.SUCCESS_CRITERIA).isEmpty()) {
        noted = appended(noted, finished.get());
      }
      terminal = finished.map(c -> JobEnd.condition(JobEnd.COMPLETE, c.reason(), c.message(), now));
    }
    return new Tracking(noted, notes.release, terminal, notes.isFull());
  }

  private static Comparator<Pod> byIndex() {
    return Comparator.comparingInt(pod -> JobPods.index(pod).orElse(-1));
  }

  private static JobStatus appended(JobStatus status, JobCondition condition) {
    List<JobCondition> conditions = new ArrayList<>(status.conditions());
    conditions.add(condition);
    return status.withConditions(conditions);
  }

  /// The status with those counted that no longer have the finalizer.
  ///
  /// @param held UIDs of the pods that still have it
  static JobStatus counted(JobStatus status, Set<String> held) {
    UncountedTerminatedPods uncounted = status.uncountedTerminatedPods();
    List<String> succeeded = uncounted.succeeded().stream().filter(held::contains).toList();
    List<String> failed = uncounted.failed().stream().filter(held::contains).toList();
    int newlySucceeded = uncounted.succeeded().size() - succeeded.size();
    int newlyFailed = uncounted.failed().size() - failed.size();
    JobStatus result = status.withUncountedTerminatedPods(uncounted(succeeded, failed));
    if (newlySucceeded > 0) {
      result = result.withSucceeded(status.succeeded() + newlySucceeded);
    }
    return newlyFailed > 0 ? result.withFailed(status.failed() + newlyFailed) : result;
  }

  private static UncountedTerminatedPods uncounted(List<String> succeeded, List<String> failed) {
    UncountedTerminatedPods result = UncountedTerminatedPods.EMPTY;
    result = succeeded.isEmpty() ? result : result.withSucceeded(succeeded);
    return failed.isEmpty() ? result : result.withFailed(failed);
  }

  /// The status of a job that has ended, once nothing is uncounted and no pod is on its way out.
  Optional<JobStatus> ended(JobStatus counted, Instant now) {
    UncountedTerminatedPods uncounted = counted.uncountedTerminatedPods();
    boolean open =
        terminal.isEmpty()
            || full
            || !uncounted.succeeded().isEmpty()
            || !uncounted.failed().isEmpty()
            || counted.terminating() > 0;
    if (open) {
      return Optional.empty();
    }
    JobStatus ended =
        JobEnd.set(counted, terminal.get().withLastProbeTime(now).withLastTransitionTime(now));
    return Optional.of(
        terminal.get().type().equals(JobEnd.COMPLETE) ? ended.withCompletionTime(now) : ended);
  }

  /// What is noted of the pods, one after the other.
  private static final class Notes {
    private final JobState state;
    private final Job job;
    private final JobStatus status;
    private final Optional<JobCondition> finished;
    private final List<String> succeeded;
    private final List<String> failed;
    private final Set<String> known = new HashSet<>();
    private final List<Integer> indexes = new ArrayList<>();
    private final List<Pod> release = new ArrayList<>();

    Notes(JobState state, JobStatus status, Optional<JobCondition> finished) {
      this.state = state;
      this.job = state.job();
      this.status = counted(status, held(state));
      this.finished = finished;
      succeeded = new ArrayList<>(this.status.uncountedTerminatedPods().succeeded());
      failed = new ArrayList<>(this.status.uncountedTerminatedPods().failed());
      known.addAll(succeeded);
      known.addAll(failed);
    }

    private static Set<String> held(JobState state) {
      Set<String> held = new HashSet<>();
      state.pods().stream().filter(JobPods::isTracked).map(Pod::uid).forEach(held::add);
      held.removeAll(state.leaving());
      return held;
    }

    boolean isFull() {
      return indexes.size() + succeeded.size() + failed.size() >= MOST;
    }

    void take(Pod pod) {
      boolean isFailed = JobRules.isFailed(job, pod);
      if (!mayGo(pod, isFailed)) {
        return;
      }
      release.add(pod);
      OptionalInt index = JobPods.index(pod);
      boolean valid =
          !JobRules.isIndexed(job) || JobPods.hasIndexBelow(pod, job.spec().completions());
      if (JobRules.isSucceeded(pod) && !failed.contains(pod.uid())) {
        if (!JobRules.isIndexed(job)) {
          note(succeeded, pod);
        } else if (valid && !state.previous().has(index.orElseThrow())) {
          indexes.add(index.getAsInt());
        }
      } else if (isFailed || endsBadly()) {
        if (valid && FailurePolicy.of(job, pod).counts()) {
          note(failed, pod);
        }
      }
    }

    private void note(List<String> list, Pod pod) {
      if (known.add(pod.uid())) {
        list.add(pod.uid());
      }
    }

    /// All pods of a job that failed have failed, whatever they do.
    private boolean endsBadly() {
      return finished.isPresent() && !finished.get().type().equals(JobEnd.SUCCESS_CRITERIA);
    }

    private boolean mayGo(Pod pod, boolean isFailed) {
      if (job.isDeleting() || finished.isPresent() || JobRules.isSucceeded(pod)) {
        return true;
      }
      OptionalInt index = JobPods.index(pod);
      Pod awaiting = index.isPresent() ? state.awaiting().get(index.getAsInt()) : null;
      return isFailed && (awaiting == null || !awaiting.uid().equals(pod.uid()));
    }

    JobStatus result() {
      JobStatus result = status.withUncountedTerminatedPods(uncounted(succeeded, failed));
      if (!JobRules.isIndexed(job)) {
        return result;
      }
      Indexes done = state.succeededIndexes().with(indexes);
      result = done.total() == 0 ? result.withoutSucceeded() : result.withSucceeded(done.total());
      String text = done.toString();
      result =
          text.isEmpty() ? result.withoutCompletedIndexes() : result.withCompletedIndexes(text);
      return JobRules.isPerIndex(job)
          ? result.withFailedIndexes(state.failedIndexes().toString())
          : result;
    }
  }
}
