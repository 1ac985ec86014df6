package k4j.controllers.podautoscaler;

import java.time.Duration;
import java.time.Instant;
import k4j.api.autoscaling.v2.HPAScalingPolicy;
import k4j.api.autoscaling.v2.HPAScalingRules;
import k4j.api.autoscaling.v2.HorizontalPodAutoscaler;

/// How fast an autoscaler may scale, as its behavior says.
///
/// @param upWindow how long a higher recommendation must hold before it is followed
/// @param downWindow likewise a lower one
record ScalingRules(
    HPAScalingRules up, HPAScalingRules down, Duration upWindow, Duration downWindow) {

  static ScalingRules of(HorizontalPodAutoscaler autoscaler, Duration usualDownWindow) {
    var behavior = autoscaler.spec().behavior();
    HPAScalingRules up = behavior.scaleUp();
    HPAScalingRules down = behavior.scaleDown();
    return new ScalingRules(
        up,
        down,
        Duration.ofSeconds(up.stabilizationWindowSeconds()),
        down.hasStabilizationWindowSeconds()
            ? Duration.ofSeconds(down.stabilizationWindowSeconds())
            : usualDownWindow);
  }

  /// The most replicas that may be reached now.
  int upperLimit(int current, ScaleHistory history, Instant now) {
    if (up.selectPolicy().equals("Disabled")) {
      return current;
    }
    boolean least = up.selectPolicy().equals("Min");
    int limit = least ? Integer.MAX_VALUE : Integer.MIN_VALUE;
    for (HPAScalingPolicy policy : up.policies()) {
      int start = start(policy, current, history, now);
      int proposed =
          switch (policy.type()) {
            case "Pods" -> start + policy.value();
            default -> (int) Math.ceil(start * (1 + policy.value() / 100.0));
          };
      limit = least ? Math.min(limit, proposed) : Math.max(limit, proposed);
    }
    return Math.max(limit, current);
  }

  /// The fewest replicas that may be reached now.
  int lowerLimit(int current, ScaleHistory history, Instant now) {
    if (down.selectPolicy().equals("Disabled")) {
      return current;
    }
    boolean least = down.selectPolicy().equals("Min");
    int limit = least ? Integer.MIN_VALUE : Integer.MAX_VALUE;
    for (HPAScalingPolicy policy : down.policies()) {
      int start = start(policy, current, history, now);
      int proposed =
          switch (policy.type()) {
            case "Pods" -> start - policy.value();
            default -> (int) (start * (1 - policy.value() / 100.0));
          };
      limit = least ? Math.max(limit, proposed) : Math.min(limit, proposed);
    }
    return Math.min(limit, current);
  }

  private static int start(
      HPAScalingPolicy policy, int current, ScaleHistory history, Instant now) {
    return history.replicasBefore(current, Duration.ofSeconds(policy.periodSeconds()), now);
  }

  /// How far back the policies for a change look.
  Duration memory(boolean growing) {
    return Duration.ofSeconds(
        (growing ? up : down)
            .policies().stream().mapToInt(HPAScalingPolicy::periodSeconds).max().orElse(0));
  }
}
