package k4j.controllers.job;

import java.util.List;
import java.util.Optional;
import k4j.api.batch.v1.Job;
import k4j.api.batch.v1.PodFailurePolicyOnExitCodesRequirement;
import k4j.api.batch.v1.PodFailurePolicyRule;
import k4j.api.core.v1.ContainerStatus;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;

/// What a job does about a pod that failed.
///
/// @param failsJob why the whole job fails
/// @param counts whether it counts towards the back-off limit
record FailurePolicy(Optional<String> failsJob, boolean counts, boolean failsIndex) {

  private static final FailurePolicy COUNT = new FailurePolicy(Optional.empty(), true, false);

  /// The first rule that matches decides.
  static FailurePolicy of(Job job, Pod pod) {
    List<PodFailurePolicyRule> rules = job.spec().podFailurePolicy().rules();
    for (int i = 0; i < rules.size(); i++) {
      PodFailurePolicyRule rule = rules.get(i);
      Optional<String> match = match(rule, pod);
      if (match.isPresent()) {
        return switch (rule.action()) {
          case "Ignore" -> new FailurePolicy(Optional.empty(), false, false);
          case "FailIndex" -> new FailurePolicy(Optional.empty(), true, true);
          case "FailJob" ->
              new FailurePolicy(
                  Optional.of(match.get() + " matching FailJob rule at index " + i), true, false);
          default -> COUNT;
        };
      }
    }
    return COUNT;
  }

  private static Optional<String> match(PodFailurePolicyRule rule, Pod pod) {
    if (rule.hasOnExitCodes()) {
      return container(pod.status().containerStatuses(), rule.onExitCodes())
          .or(() -> container(pod.status().initContainerStatuses(), rule.onExitCodes()))
          .map(status ->
              "Container %s for pod %s failed with exit code %d"
                  .formatted(status.name(), pod.key(), status.state().terminated().exitCode()));
    }
    for (PodCondition condition : pod.status().conditions()) {
      for (var pattern : rule.onPodConditions()) {
        if (condition.type().equals(pattern.type())
            && condition.status().equals(pattern.status())) {
          return Optional.of("Pod %s has condition %s".formatted(pod.key(), condition.type()));
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<ContainerStatus> container(
      List<ContainerStatus> statuses, PodFailurePolicyOnExitCodesRequirement wanted) {
    return statuses.stream()
        .filter(s -> s.state().hasTerminated())
        .filter(s -> !wanted.hasContainerName() || wanted.containerName().equals(s.name()))
        .filter(s -> matches(s.state().terminated().exitCode(), wanted))
        .findFirst();
  }

  private static boolean matches(int code, PodFailurePolicyOnExitCodesRequirement wanted) {
    boolean listed = wanted.values().contains(code);
    return code != 0
        && switch (wanted.operator()) {
          case "In" -> listed;
          case "NotIn" -> !listed;
          default -> false;
        };
  }
}
