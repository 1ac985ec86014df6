package k4j.apiserver.admission.quota;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;
import k4j.api.quota.QuotaUsage;
import k4j.api.quota.ResourceAmounts;

/// What a write means for the quotas of its namespace. Pure.
final class QuotaPlan {

  private QuotaPlan() {}

  /// What comes of it.
  sealed interface Outcome {
    /// @param charged the quotas whose usage grows or shrinks, as they will be
    record Charges(List<JsonObject> charged) implements Outcome {}

    record Refused(String reason) implements Outcome {}
  }

  /// @param groupResource such as `pods` or `deployments.apps`
  /// @param old empty where the object is new
  /// @param enforced whether limits hold, and are not only counted towards
  static Outcome of(
      List<JsonObject> quotas,
      String groupResource,
      JsonObject object,
      JsonObject old,
      boolean enforced,
      Instant now) {
    var concerned = new ArrayList<JsonObject>();
    for (JsonObject quota : quotas) {
      ResourceAmounts hard = hard(quota);
      Set<String> limited =
          hard.values().keySet().stream()
              .filter(name -> QuotaUsage.concerns(groupResource, name))
              .collect(Collectors.toSet());
      if (limited.isEmpty() || !QuotaUsage.matches(quota, groupResource, object)) {
        continue;
      }
      Optional<String> missing = QuotaUsage.missing(groupResource, object, limited);
      if (missing.isPresent()) {
        return new Outcome.Refused("failed quota: " + name(quota) + ": " + missing.get());
      }
      List<String> unknown =
          limited.stream().filter(name -> !used(quota).has(name)).sorted().toList();
      if (!unknown.isEmpty()) {
        return new Outcome.Refused(
            "status unknown for quota: "
                + name(quota)
                + ", resources: "
                + String.join(",", unknown));
      }
      concerned.add(quota);
    }
    ResourceAmounts usage = QuotaUsage.of(groupResource, object, now);
    String negative =
        usage.values().entrySet().stream()
            .filter(each -> each.getValue().signum() < 0)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(","));
    if (!negative.isEmpty()) {
      return new Outcome.Refused("quota usage is negative for resource(s): " + negative);
    }
    var charged = new ArrayList<JsonObject>();
    for (JsonObject quota : concerned) {
      boolean counted = !old.isEmpty() && QuotaUsage.matches(quota, groupResource, old);
      ResourceAmounts delta =
          counted ? usage.beyond(QuotaUsage.of(groupResource, old, now)) : usage;
      ResourceAmounts requested = delta.withoutZeros().maskedBy(hard(quota));
      if (requested.isEmpty()) {
        continue;
      }
      if (enforced) {
        Optional<String> exceeded = exceeded(quota, requested);
        if (exceeded.isPresent()) {
          return new Outcome.Refused(exceeded.get());
        }
      }
      charged.add(quota.withAt(used(quota).plus(requested).json(), "status", "used"));
    }
    return new Outcome.Charges(charged);
  }

  private static Optional<String> exceeded(JsonObject quota, ResourceAmounts requested) {
    ResourceAmounts hard = hard(quota);
    ResourceAmounts used = used(quota);
    ResourceAmounts next = used.plus(requested);
    ResourceAmounts exceeded = ResourceAmounts.NONE;
    for (String name : requested.values().keySet()) {
      if (next.get(name).compareTo(hard.get(name)) > 0) {
        exceeded = exceeded.with(name, requested.get(name));
      }
    }
    return exceeded.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "exceeded quota: "
                + name(quota)
                + ", requested: "
                + exceeded
                + ", used: "
                + used.maskedBy(exceeded)
                + ", limited: "
                + hard.maskedBy(exceeded));
  }

  static String name(JsonObject quota) {
    return quota.object("metadata").string("name");
  }

  private static ResourceAmounts hard(JsonObject quota) {
    return ResourceAmounts.of(quota.object("status").object("hard"));
  }

  private static ResourceAmounts used(JsonObject quota) {
    return ResourceAmounts.of(quota.object("status").object("used"));
  }
}
