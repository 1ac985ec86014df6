package k4j.api.defaulting;

import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Horizontal pod autoscalers.
final class AutoscalingDefaults {

  static final Map<String, Rule> RULES =
      Map.of(
          "autoscaling.v1.HorizontalPodAutoscalerSpec", AutoscalingDefaults::first,
          "autoscaling.v2.HorizontalPodAutoscalerSpec", AutoscalingDefaults::second,
          "autoscaling.v2.HorizontalPodAutoscalerBehavior", AutoscalingDefaults::behavior);

  private static final int PERIOD = 15;
  private static final int CPU_PERCENT = 80;

  private AutoscalingDefaults() {}

  private static JsonObject first(JsonObject spec) {
    return Draft.of(spec)
        .fill("minReplicas", 1)
        .fill("targetCPUUtilizationPercentage", CPU_PERCENT)
        .done();
  }

  private static JsonObject second(JsonObject spec) {
    JsonObject target =
        JsonObject.EMPTY.with("type", "Utilization").with("averageUtilization", CPU_PERCENT);
    JsonObject cpu = JsonObject.EMPTY.with("name", "cpu").with("target", target);
    return Draft.of(spec)
        .fill("minReplicas", 1)
        .fillList("metrics", JsonObject.EMPTY.with("type", "Resource").with("resource", cpu))
        .done();
  }

  private static JsonObject behavior(JsonObject behavior) {
    JsonObject up =
        Draft.of(behavior.object("scaleUp"))
            .fill("stabilizationWindowSeconds", 0)
            .fill("selectPolicy", "Max")
            .fill("policies", JsonArray.of(policy("Pods", 4), policy("Percent", 100)))
            .done();
    JsonObject down =
        Draft.of(behavior.object("scaleDown"))
            .fill("selectPolicy", "Max")
            .fill("policies", JsonArray.of(policy("Percent", 100)))
            .done();
    return behavior.with("scaleUp", up).with("scaleDown", down);
  }

  private static Json policy(String type, int value) {
    return JsonObject.EMPTY.with("type", type).with("value", value).with("periodSeconds", PERIOD);
  }
}
