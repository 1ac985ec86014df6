package k4j.controllers.pods;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import k4j.api.core.v1.ContainerStatus;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;

/// The order in which pods are given up when there are too many. (controller: ActivePodsWithRanks.)
public final class PodRanking {

  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final List<String> PHASES = List.of("Pending", "Unknown", "Running");

  private PodRanking() {}

  /// The pods to delete first come first.
  ///
  /// @param related how many pods of the same owner's owner are on a pod's node
  public static Comparator<Pod> deletionOrder(ToIntFunction<Pod> related, Instant now) {
    return Comparator.<Pod>comparingInt(p -> p.spec().nodeName().isEmpty() ? 0 : 1)
        .thenComparingInt(p -> PHASES.indexOf(p.status().phase()))
        .thenComparing(PodState::isReady)
        .thenComparingInt(PodRanking::deletionCost)
        .thenComparing(Comparator.comparingInt(related).reversed())
        .thenComparingInt(p -> age(readySince(p), now))
        .thenComparing(Comparator.comparingInt(PodRanking::restarts).reversed())
        .thenComparingInt(p -> age(p.metadata().creationTimestamp(), now))
        .thenComparing(Pod::uid);
  }

  private static int deletionCost(Pod pod) {
    String cost = pod.metadata().annotations().getOrDefault(DELETION_COST, "0");
    try {
      return Integer.parseInt(cost);
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  private static int restarts(Pod pod) {
    int most = 0;
    for (ContainerStatus status : pod.status().containerStatuses()) {
      most = Math.max(most, status.restartCount());
    }
    return most;
  }

  private static Optional<Instant> readySince(Pod pod) {
    return PodState.isReady(pod)
        ? PodState.condition(pod, "Ready").flatMap(PodCondition::lastTransitionTime)
        : Optional.empty();
  }

  /// The logarithm of an age, -1 where it is not known: the younger goes first, but of many old
  /// pods a random one.
  private static int age(Optional<Instant> since, Instant now) {
    long nanos = since.map(at -> Duration.between(at, now).toNanos()).orElse(0L);
    return nanos <= 0 ? -1 : Long.SIZE - Long.numberOfLeadingZeros(nanos);
  }
}
