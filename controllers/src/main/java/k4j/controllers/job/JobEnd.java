package k4j.controllers.job;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.JobCondition;
import k4j.api.batch.v1.JobSpec;
import k4j.api.batch.v1.JobStatus;
import k4j.api.core.v1.ContainerStatus;
import k4j.api.core.v1.Pod;

/// Decides whether a job is to end, and says so in conditions: `FailureTarget` and then `Failed`,
/// `SuccessCriteriaMet` and then `Complete`.
final class JobEnd {

  static final String FAILURE_TARGET = "FailureTarget";
  static final String FAILED = "Failed";
  static final String SUCCESS_CRITERIA = "SuccessCriteriaMet";
  static final String COMPLETE = "Complete";
  static final String SUSPENDED = "Suspended";

  private JobEnd() {}

  /// Why the job ends, other than that all its pods have succeeded.
  static Optional<JobCondition> decide(JobState state, Instant now) {
    Job job = state.job();
    Optional<JobCondition> success = JobRules.condition(job, SUCCESS_CRITERIA);
    if (success.isPresent()) {
      return success;
    }
    return JobRules.condition(job, FAILURE_TARGET)
        .map(target -> condition(FAILED, target.reason(), target.message(), now))
        .or(() -> byPolicy(state, now))
        .or(() -> byLimits(state, now))
        .or(() -> byIndexes(state, now))
        .or(() ->
            JobRules.isIndexed(job)
                ? SuccessRules.met(job, state.succeededIndexes())
                    .map(rule -> condition(SUCCESS_CRITERIA, "SuccessPolicy", rule, now))
                : Optional.empty());
  }

  private static Optional<JobCondition> byPolicy(JobState state, Instant now) {
    return state.pods().stream()
        .filter(pod -> JobRules.isFailed(state.job(), pod))
        .flatMap(pod -> FailurePolicy.of(state.job(), pod).failsJob().stream())
        .findFirst()
        .map(message -> condition(FAILURE_TARGET, "PodFailurePolicy", message, now));
  }

  private static Optional<JobCondition> byLimits(JobState state, Instant now) {
    Job job = state.job();
    if (state.failed() > job.spec().backoffLimit() || restartsTooOften(job, state.pods())) {
      return failure("BackoffLimitExceeded", "Job has reached the specified backoff limit", now);
    }
    return deadline(job).filter(at -> !at.isAfter(now)).isPresent()
        ? failure("DeadlineExceeded", "Job was active longer than specified deadline", now)
        : Optional.empty();
  }

  /// When a running job ends whatever its pods do.
  static Optional<Instant> deadline(Job job) {
    JobSpec spec = job.spec();
    return spec.hasActiveDeadlineSeconds() && !JobRules.isSuspended(job)
        ? job.status()
            .startTime()
            .map(at -> at.plus(Duration.ofSeconds(spec.activeDeadlineSeconds())))
        : Optional.empty();
  }

  /// Pods that restart their containers themselves never fail: their restarts count.
  private static boolean restartsTooOften(Job job, List<Pod> pods) {
    if (!job.spec().template().spec().restartPolicy().equals("OnFailure")) {
      return false;
    }
    int restarts = 0;
    for (Pod pod : pods) {
      String phase = pod.status().phase();
      if (phase.equals("Running") || phase.equals("Pending")) {
        restarts += restarts(pod.status().initContainerStatuses());
        restarts += restarts(pod.status().containerStatuses());
      }
    }
    int limit = job.spec().backoffLimit();
    return limit == 0 ? restarts > 0 : restarts >= limit;
  }

  private static int restarts(List<ContainerStatus> statuses) {
    return statuses.stream().mapToInt(ContainerStatus::restartCount).sum();
  }

  private static Optional<JobCondition> byIndexes(JobState state, Instant now) {
    JobSpec spec = state.job().spec();
    int failed = state.failedIndexes().total();
    if (spec.hasMaxFailedIndexes() && failed > spec.maxFailedIndexes()) {
      return failure(
          "MaxFailedIndexesExceeded",
          "Job has exceeded the specified maximal number of failed indexes",
          now);
    }
    return failed > 0 && failed + state.succeededIndexes().total() >= spec.completions()
        ? failure("FailedIndexes", "Job has failed indexes", now)
        : Optional.empty();
  }

  private static Optional<JobCondition> failure(String reason, String message, Instant now) {
    return Optional.of(condition(FAILURE_TARGET, reason, message, now));
  }

  /// @param active how many pods are left
  static Optional<JobCondition> completion(JobState state, int active, Instant now) {
    JobSpec spec = state.job().spec();
    boolean enough =
        spec.hasCompletions() ? state.succeeded() >= spec.completions() : state.succeeded() > 0;
    return enough && active == 0
        ? Optional.of(
            condition(
                SUCCESS_CRITERIA,
                "CompletionsReached",
                "Reached expected number of succeeded pods",
                now))
        : Optional.empty();
  }

  static JobCondition condition(String type, String reason, String message, Instant now) {
    return JobCondition.EMPTY
        .withType(type)
        .withStatus("True")
        .withLastProbeTime(now)
        .withLastTransitionTime(now)
        .withReason(reason)
        .withMessage(message);
  }

  /// A condition that does not hold is only set where it did before.
  static JobStatus set(JobStatus status, JobCondition condition) {
    List<JobCondition> conditions = new ArrayList<>(status.conditions());
    for (int i = 0; i < conditions.size(); i++) {
      JobCondition old = conditions.get(i);
      if (old.type().equals(condition.type())) {
        boolean same =
            old.status().equals(condition.status())
                && old.reason().equals(condition.reason())
                && old.message().equals(condition.message());
        if (!same) {
          conditions.set(i, condition);
        }
        return same ? status : status.withConditions(conditions);
      }
    }
    if (condition.status().equals("False")) {
      return status;
    }
    conditions.add(condition);
    return status.withConditions(conditions);
  }
}
