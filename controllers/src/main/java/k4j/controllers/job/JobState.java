package k4j.controllers.job;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.JobStatus;
import k4j.api.core.v1.Pod;
import k4j.controllers.pods.PodState;

/// A job with its pods, and what they amount to.
///
/// @param job with its start time
/// @param leaving UIDs of pods that were counted, though the cache still shows them as not
/// @param previous indexes that had succeeded before
/// @param succeededIndexes those and the new ones
/// @param awaiting by index, the failed pods that are kept until there is another: it takes over
///   their count
record JobState(
    Job job,
    List<Pod> pods,
    Set<String> leaving,
    List<Pod> active,
    int succeeded,
    int failed,
    Indexes previous,
    Indexes succeededIndexes,
    Indexes failedIndexes,
    Map<Integer, Pod> awaiting,
    Failures failures) {

  static JobState of(Job job, List<Pod> pods, Set<String> leaving, Failures before, Instant now) {
    boolean starts = !job.status().hasStartTime() && !JobRules.isSuspended(job);
    Job started = starts ? job.withStatus(job.status().withStartTime(now)) : job;
    JobStatus status = started.status();
    var counted = new Counted(started, pods, leaving);
    List<Pod> succeeded =
        counted.fresh(status.uncountedTerminatedPods().succeeded(), JobRules::isSucceeded);
    List<Pod> failed =
        counted.fresh(
            status.uncountedTerminatedPods().failed(), pod -> JobRules.isFailed(started, pod));
    int newlyFailed =
        (int) failed.stream().filter(pod -> FailurePolicy.of(started, pod).counts()).count();
    List<Pod> active = pods.stream().filter(PodState::isActive).toList();
    Indexes previous = Indexes.NONE;
    Indexes done = Indexes.NONE;
    Indexes lost = Indexes.NONE;
    Map<Integer, Pod> awaiting = Map.of();
    if (JobRules.isIndexed(started)) {
      int completions = started.spec().completions();
      previous = Indexes.parse(status.completedIndexes(), completions);
      done = previous.with(counted.indexes(JobRules::isSucceeded));
      if (JobRules.isPerIndex(started)) {
        lost =
            Indexes.parse(status.failedIndexes(), completions)
                .with(counted.indexes(pod -> isIndexFailed(started, pod)));
        awaiting = counted.awaiting(done.with(lost).with(JobPods.indexes(active)));
      }
    }
    return new JobState(
        started,
        pods,
        leaving,
        active,
        JobRules.isIndexed(started)
            ? done.total()
            : status.succeeded()
                + succeeded.size()
                + status.uncountedTerminatedPods().succeeded().size(),
        status.failed() + newlyFailed + status.uncountedTerminatedPods().failed().size(),
        previous,
        done,
        lost,
        awaiting,
        before.after(
            succeeded.stream().map(JobPods::endedAt).toList(),
            failed.stream().map(JobPods::endedAt).toList()));
  }

  int terminating() {
    return (int) pods.stream().filter(JobRules::isTerminating).count();
  }

  int ready() {
    return ready(active);
  }

  static int ready(List<Pod> pods) {
    return (int) pods.stream().filter(PodState::isReady).count();
  }

  private static boolean isIndexFailed(Job job, Pod pod) {
    if (!JobRules.isFailed(job, pod)) {
      return false;
    }
    FailurePolicy policy = FailurePolicy.of(job, pod);
    return policy.failsIndex()
        || (policy.counts() && JobPods.failures(pod) >= job.spec().backoffLimitPerIndex());
  }

  /// The pods of a job that its status does not say yet.
  private record Counted(Job job, List<Pod> pods, Set<String> leaving) {

    List<Pod> fresh(List<String> uncounted, Predicate<Pod> wanted) {
      Set<String> known = new HashSet<>(uncounted);
      return pods.stream()
          .filter(JobPods::isTracked)
          .filter(pod -> !known.contains(pod.uid()) && !leaving.contains(pod.uid()))
          .filter(this::isValid)
          .filter(wanted)
          .toList();
    }

    private boolean isValid(Pod pod) {
      return !JobRules.isIndexed(job) || JobPods.hasIndexBelow(pod, job.spec().completions());
    }

    List<Integer> indexes(Predicate<Pod> wanted) {
      return JobPods.indexes(
          pods.stream().filter(JobPods::isTracked).filter(this::isValid).filter(wanted).toList());
    }

    Map<Integer, Pod> awaiting(Indexes settled) {
      Map<Integer, Pod> awaiting = new HashMap<>();
      for (Pod pod : fresh(List.of(), pod -> JobRules.isFailed(job, pod))) {
        int index = JobPods.index(pod).orElseThrow();
        if (!settled.has(index)) {
          awaiting.merge(index, pod, Counted::later);
        }
      }
      return awaiting;
    }

    private static Pod later(Pod one, Pod other) {
      int before = JobPods.failures(one) + JobPods.ignoredFailures(one);
      int after = JobPods.failures(other) + JobPods.ignoredFailures(other);
      boolean newer = before <= after && !JobPods.endedAt(other).isBefore(JobPods.endedAt(one));
      return newer ? other : one;
    }
  }
}
