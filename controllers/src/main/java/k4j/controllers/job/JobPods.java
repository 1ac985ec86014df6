package k4j.controllers.job;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import k4j.api.core.v1.Container;
import k4j.api.core.v1.ContainerStatus;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;
import k4j.controllers.ownership.Finalizers;
import k4j.controllers.pods.PodState;

/// Reads what a job has noted on its pods, and when they ended.
final class JobPods {

  /// Keeps a pod until it is counted.
  static final String FINALIZER = "batch.kubernetes.io/job-tracking";

  static final String INDEX = "batch.kubernetes.io/job-completion-index";
  static final String FAILURES = "batch.kubernetes.io/job-index-failure-count";
  static final String IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count";

  private JobPods() {}

  static boolean isTracked(Pod pod) {
    return Finalizers.has(pod, FINALIZER);
  }

  static OptionalInt index(Pod pod) {
    try {
      int index = Integer.parseInt(annotation(pod, INDEX));
      return index < 0 ? OptionalInt.empty() : OptionalInt.of(index);
    } catch (NumberFormatException _) {
      return OptionalInt.empty();
    }
  }

  static boolean hasIndexBelow(Pod pod, int completions) {
    OptionalInt index = index(pod);
    return index.isPresent() && index.getAsInt() < completions;
  }

  static List<Integer> indexes(List<Pod> pods) {
    return pods.stream().flatMapToInt(pod -> index(pod).stream()).boxed().toList();
  }

  static int failures(Pod pod) {
    return count(annotation(pod, FAILURES));
  }

  static int ignoredFailures(Pod pod) {
    return count(annotation(pod, IGNORED_FAILURES));
  }

  private static String annotation(Pod pod, String name) {
    return pod.metadata().annotations().getOrDefault(name, "");
  }

  private static int count(String text) {
    try {
      return Math.max(0, Integer.parseInt(text));
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  static Instant endedAt(Pod pod) {
    return containersEnd(pod)
        .or(() -> notReadySince(pod))
        .or(() -> deletionBegan(pod))
        .or(() -> pod.metadata().creationTimestamp())
        .orElse(Instant.EPOCH);
  }

  /// When the last container ended, where all have.
  private static Optional<Instant> containersEnd(Pod pod) {
    Instant last = Instant.MIN;
    for (ContainerStatus status : pod.status().containerStatuses()) {
      Optional<Instant> end = end(status);
      if (end.isEmpty()) {
        return Optional.empty();
      }
      last = end.get().isAfter(last) ? end.get() : last;
    }
    for (ContainerStatus status : pod.status().initContainerStatuses()) {
      if (isSidecar(pod, status.name())) {
        Optional<Instant> end = end(status);
        if (end.isEmpty()) {
          return Optional.empty();
        }
        last = end.get().isAfter(last) ? end.get() : last;
      }
    }
    return last.equals(Instant.MIN) ? Optional.empty() : Optional.of(last);
  }

  private static Optional<Instant> end(ContainerStatus status) {
    return status.state().terminated().finishedAt();
  }

  private static boolean isSidecar(Pod pod, String name) {
    for (Container container : pod.spec().initContainers()) {
      if (container.name().equals(name)) {
        return container.restartPolicy().equals("Always");
      }
    }
    return false;
  }

  private static Optional<Instant> notReadySince(Pod pod) {
    return PodState.condition(pod, "Ready")
        .filter(c -> c.status().equals("False"))
        .flatMap(PodCondition::lastTransitionTime);
  }

  private static Optional<Instant> deletionBegan(Pod pod) {
    Duration grace = Duration.ofSeconds(pod.metadata().deletionGracePeriodSeconds());
    return pod.metadata().deletionTimestamp().map(at -> at.minus(grace));
  }
}
