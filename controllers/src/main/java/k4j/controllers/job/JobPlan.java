package k4j.controllers.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.JobSpec;
import k4j.api.core.v1.Pod;
import k4j.controllers.pods.PodRanking;

/// Decides which pods a job creates or gives up.
final class JobPlan {

  /// At most so many pods are created or deleted at a time.
  static final int BURST = 500;

  private final JobState state;
  private final Instant now;

  private JobPlan(JobState state, Instant now) {
    this.state = state;
    this.now = now;
  }

  static JobAction decide(JobState state, Instant now) {
    return new JobPlan(state, now).decide();
  }

  private JobAction decide() {
    Job job = state.job();
    List<Pod> active = state.active();
    if (JobRules.isSuspended(job)) {
      return active.isEmpty() ? new JobAction.Nothing() : new JobAction.Delete(active);
    }
    int wanted = wanted(job.spec(), active.size());
    List<Pod> surplus = surplus(Math.max(0, active.size() - wanted));
    if (!surplus.isEmpty()) {
      return new JobAction.Delete(surplus.subList(0, Math.min(surplus.size(), BURST)));
    }
    int held = JobRules.replacesFailedOnly(job) ? state.terminating() : 0;
    int missing = wanted - held - active.size();
    if (missing <= 0) {
      return new JobAction.Nothing();
    }
    return JobRules.isPerIndex(job) ? perIndex(missing) : create(missing);
  }

  private int wanted(JobSpec spec, int active) {
    if (!spec.hasCompletions()) {
      return state.succeeded() > 0 ? active : spec.parallelism();
    }
    return Math.max(0, Math.min(spec.completions() - state.succeeded(), spec.parallelism()));
  }

  private JobAction create(int missing) {
    Duration pause = state.failures().wait(now);
    if (pause.isPositive()) {
      return new JobAction.Wait(pause);
    }
    int count = Math.min(missing, BURST);
    return new JobAction.Create(
        JobRules.isIndexed(state.job())
            ? pending(count).stream().map(OptionalInt::of).toList()
            : Collections.nCopies(count, OptionalInt.empty()));
  }

  /// Each index waits for itself.
  private JobAction perIndex(int missing) {
    List<OptionalInt> ready = new ArrayList<>();
    Duration shortest = Duration.ZERO;
    for (int index : pending(Math.min(missing, BURST))) {
      Pod last = state.awaiting().get(index);
      Duration pause = last == null ? Duration.ZERO : pause(last);
      if (pause.isZero()) {
        ready.add(OptionalInt.of(index));
      } else if (shortest.isZero() || pause.compareTo(shortest) < 0) {
        shortest = pause;
      }
    }
    return ready.isEmpty() && shortest.isPositive()
        ? new JobAction.Wait(shortest)
        : new JobAction.Create(ready);
  }

  private Duration pause(Pod last) {
    int failures = JobPods.failures(last) + JobPods.ignoredFailures(last) + 1;
    return new Failures(failures, JobPods.endedAt(last)).wait(now);
  }

  private List<Integer> pending(int count) {
    Indexes taken = state.succeededIndexes().with(JobPods.indexes(state.active()));
    if (JobRules.replacesFailedOnly(state.job())) {
      taken =
          taken.with(
              JobPods.indexes(state.pods().stream().filter(JobRules::isTerminating).toList()));
    }
    return taken.with(state.failedIndexes()).missing(count, state.job().spec().completions());
  }

  /// Those that are furthest from doing anything go first; of an index only one pod stays.
  private List<Pod> surplus(int atLeast) {
    List<Pod> ranked = new ArrayList<>(state.active());
    ranked.sort(PodRanking.deletionOrder(_ -> 0, now));
    List<Pod> surplus = new ArrayList<>();
    if (JobRules.isIndexed(state.job())) {
      Map<Integer, Integer> left = new HashMap<>();
      ranked.forEach(pod -> JobPods.index(pod).ifPresent(i -> left.merge(i, 1, Integer::sum)));
      for (Pod pod : ranked) {
        boolean valid = JobPods.hasIndexBelow(pod, state.job().spec().completions());
        if (!valid || left.merge(JobPods.index(pod).getAsInt(), -1, Integer::sum) > 0) {
          surplus.add(pod);
        }
      }
      ranked.removeAll(surplus);
    }
    for (Pod pod : ranked) {
      if (surplus.size() >= atLeast) {
        break;
      }
      surplus.add(pod);
    }
    return surplus;
  }
}
