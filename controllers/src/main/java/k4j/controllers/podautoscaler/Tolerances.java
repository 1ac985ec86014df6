package k4j.controllers.podautoscaler;

import k4j.api.autoscaling.v2.HPAScalingRules;
import k4j.api.autoscaling.v2.HorizontalPodAutoscaler;
import k4j.api.quantity.Quantity;

/// By how much of the target the load may differ without any scaling.
record Tolerances(double down, double up) {

  static final Tolerances USUAL = new Tolerances(0.1, 0.1);

  static Tolerances of(HorizontalPodAutoscaler autoscaler) {
    var behavior = autoscaler.spec().behavior();
    return new Tolerances(of(behavior.scaleDown(), USUAL.down), of(behavior.scaleUp(), USUAL.up));
  }

  private static double of(HPAScalingRules rules, double otherwise) {
    return rules.tolerance().map(Quantity::doubleValue).orElse(otherwise);
  }

  boolean allow(double ratio) {
    return 1.0 - down <= ratio && ratio <= 1.0 + up;
  }
}
