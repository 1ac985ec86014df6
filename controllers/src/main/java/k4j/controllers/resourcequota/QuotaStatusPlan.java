package k4j.controllers.resourcequota;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.quota.QuotaUsage;
import k4j.api.quota.ResourceAmounts;

/// What the status of a quota should be.
final class QuotaStatusPlan {

  private QuotaStatusPlan() {}

  /// Whether a quota counts objects of a kind, such as `pods` or `deployments.apps`.
  static boolean counts(JsonObject quota, String groupResource) {
    return quota.object("spec").object("hard").names().stream()
        .anyMatch(name -> QuotaUsage.concerns(groupResource, name));
  }

  /// @param objects of the quota's namespace, by what they are
  static JsonObject status(JsonObject quota, Map<String, List<JsonObject>> objects, Instant now) {
    JsonObject hard = quota.object("spec").object("hard");
    ResourceAmounts used = ResourceAmounts.NONE;
    for (String name : hard.names()) {
      used = used.with(name, Quantity.ZERO);
    }
    ResourceAmounts limited = used;
    for (Map.Entry<String, List<JsonObject>> each : objects.entrySet()) {
      for (JsonObject object : each.getValue()) {
        if (QuotaUsage.matches(quota, each.getKey(), object)) {
          used = used.plus(QuotaUsage.of(each.getKey(), object, now).maskedBy(limited));
        }
      }
    }
    return JsonObject.EMPTY.with("hard", hard).with("used", used.json());
  }
}
