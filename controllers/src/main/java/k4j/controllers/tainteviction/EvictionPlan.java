package k4j.controllers.tainteviction;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.Taint;
import k4j.api.core.v1.Toleration;
import k4j.controllers.pods.Tolerations;

/// Decides when a pod has to leave its node because of taints.
final class EvictionPlan {

  private EvictionPlan() {}

  /// Empty where it may stay.
  ///
  /// @param taints all of the node's
  /// @param seen when the taints were first seen, for those that do not say
  static Optional<Instant> leaveAt(List<Taint> taints, List<Toleration> tolerations, Instant seen) {
    Optional<Instant> earliest = Optional.empty();
    for (Taint taint : taints) {
      if (taint.effect().equals("NoExecute")) {
        Optional<Instant> leave = leaveAt(taint, tolerations, seen);
        if (leave.isPresent() && earliest.filter(at -> at.isBefore(leave.get())).isEmpty()) {
          earliest = leave;
        }
      }
    }
    return earliest;
  }

  /// Of several tolerations the one that ends first counts.
  private static Optional<Instant> leaveAt(
      Taint taint, List<Toleration> tolerations, Instant seen) {
    Instant since = taint.timeAdded().orElse(seen);
    boolean tolerated = false;
    Optional<Instant> end = Optional.empty();
    for (Toleration toleration : tolerations) {
      if (!Tolerations.tolerates(toleration, taint)) {
        continue;
      }
      tolerated = true;
      if (toleration.hasTolerationSeconds()) {
        Instant at = since.plusSeconds(Math.max(0, toleration.tolerationSeconds()));
        end = Optional.of(end.filter(e -> e.isBefore(at)).orElse(at));
      }
    }
    return tolerated ? end : Optional.of(since);
  }
}
