package k4j.controllers.pods;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;

/// Reads how a pod is doing.
public final class PodState {

  private PodState() {}

  public static Optional<PodCondition> condition(Pod pod, String type) {
    for (PodCondition condition : pod.status().conditions()) {
      if (condition.type().equals(type)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  public static boolean isReady(Pod pod) {
    return condition(pod, "Ready").filter(c -> c.status().equals("True")).isPresent();
  }

  /// Ready for at least so long.
  public static boolean isAvailable(Pod pod, Duration minReady, Instant now) {
    Optional<PodCondition> ready = condition(pod, "Ready").filter(c -> c.status().equals("True"));
    if (ready.isEmpty()) {
      return false;
    }
    if (minReady.isZero()) {
      return true;
    }
    return ready
        .get()
        .lastTransitionTime()
        .filter(since -> !since.plus(minReady).isAfter(now))
        .isPresent();
  }

  /// Has ended, well or badly.
  public static boolean isTerminal(Pod pod) {
    String phase = pod.status().phase();
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /// Counts towards the pods that its owner wants.
  public static boolean isActive(Pod pod) {
    return !isTerminal(pod) && !pod.isDeleting();
  }
}
