package k4j.controllers.podautoscaler;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import k4j.api.autoscaling.v2.HorizontalPodAutoscalerCondition;

/// The conditions of an autoscaler, in the order in which they first came.
record Conditions(List<HorizontalPodAutoscalerCondition> list) {

  static final String ABLE_TO_SCALE = "AbleToScale";
  static final String SCALING_ACTIVE = "ScalingActive";
  static final String SCALING_LIMITED = "ScalingLimited";

  /// What a condition says and why.
  record Because(boolean holds, String reason, String message) {}

  Conditions {
    list = List.copyOf(list);
  }

  Conditions with(String type, Because because, Instant now) {
    String status = because.holds() ? "True" : "False";
    var next = new ArrayList<>(list);
    int place = 0;
    while (place < next.size() && !next.get(place).type().equals(type)) {
      place++;
    }
    if (place == next.size()) {
      next.add(HorizontalPodAutoscalerCondition.EMPTY.withType(type));
    }
    HorizontalPodAutoscalerCondition old = next.get(place);
    HorizontalPodAutoscalerCondition condition =
        old.withStatus(status).withReason(because.reason()).withMessage(because.message());
    next.set(
        place, old.status().equals(status) ? condition : condition.withLastTransitionTime(now));
    return new Conditions(next);
  }

  Conditions without(String type) {
    return new Conditions(list.stream().filter(c -> !c.type().equals(type)).toList());
  }
}
