package k4j.controllers.job;

import java.util.Optional;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.JobCondition;
import k4j.api.batch.v1.JobSpec;
import k4j.api.core.v1.Pod;
import k4j.controllers.pods.PodState;

/// What a job's spec means.
final class JobRules {

  static final String CONTROLLER = "kubernetes.io/job-controller";

  private JobRules() {}

  static boolean isIndexed(Job job) {
    return job.spec().completionMode().equals("Indexed");
  }

  static boolean isPerIndex(Job job) {
    return job.spec().hasBackoffLimitPerIndex();
  }

  static boolean isSuspended(Job job) {
    return job.spec().suspend();
  }

  static boolean isOurs(Job job) {
    JobSpec spec = job.spec();
    return !spec.hasManagedBy() || spec.managedBy().equals(CONTROLLER);
  }

  /// A pod that is on its way out is not replaced before it has ended.
  static boolean replacesFailedOnly(Job job) {
    return job.spec().podReplacementPolicy().equals("Failed") || job.spec().hasPodFailurePolicy();
  }

  static boolean isFinished(Job job) {
    return condition(job, "Complete").isPresent() || condition(job, "Failed").isPresent();
  }

  /// The condition, where it holds.
  static Optional<JobCondition> condition(Job job, String type) {
    return job.status().conditions().stream()
        .filter(c -> c.type().equals(type) && c.status().equals("True"))
        .findFirst();
  }

  static boolean isFailed(Job job, Pod pod) {
    String phase = pod.status().phase();
    return phase.equals("Failed")
        || (!replacesFailedOnly(job) && pod.isDeleting() && !phase.equals("Succeeded"));
  }

  static boolean isSucceeded(Pod pod) {
    return pod.status().phase().equals("Succeeded");
  }

  static boolean isTerminating(Pod pod) {
    return pod.isDeleting() && !PodState.isTerminal(pod);
  }
}
