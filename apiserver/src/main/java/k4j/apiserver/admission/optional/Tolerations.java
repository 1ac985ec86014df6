package k4j.apiserver.admission.optional;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.JsonObject;

/// Which tolerations say more than others. Pure.
final class Tolerations {

  private Tolerations() {}

  /// All of both without those that others include; of equal ones the first stays.
  static List<JsonObject> merge(List<JsonObject> first, List<JsonObject> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    var merged = new ArrayList<JsonObject>();
    for (int i = 0; i < all.size(); i++) {
      JsonObject each = all.get(i);
      boolean known = merged.stream().anyMatch(kept -> includes(kept, each));
      boolean follows =
          all.subList(i + 1, all.size()).stream()
              .anyMatch(later -> !same(each, later) && includes(later, each));
      if (!known && !follows) {
        merged.add(each);
      }
    }
    return merged;
  }

  /// Whether one that is allowed includes each. Where nothing is said, everything is allowed.
  static boolean within(List<JsonObject> tolerations, List<JsonObject> allowed) {
    return allowed.isEmpty()
        || tolerations.stream()
            .allMatch(each -> allowed.stream().anyMatch(one -> includes(one, each)));
  }

  private static boolean same(JsonObject one, JsonObject other) {
    return one.string("key").equals(other.string("key"))
        && one.string("operator").equals(other.string("operator"))
        && one.string("value").equals(other.string("value"))
        && one.string("effect").equals(other.string("effect"))
        && seconds(one) == seconds(other);
  }

  private static long seconds(JsonObject toleration) {
    return toleration.integer("tolerationSeconds", Long.MAX_VALUE);
  }

  private static boolean includes(JsonObject wide, JsonObject narrow) {
    if (same(wide, narrow)) {
      return true;
    }
    String operator = wide.string("operator");
    boolean anyKey = wide.string("key").isEmpty() && operator.equals("Exists");
    if (!wide.string("key").equals(narrow.string("key")) && !anyKey) {
      return false;
    }
    String effect = wide.string("effect");
    if (!effect.isEmpty() && !effect.equals(narrow.string("effect"))) {
      return false;
    }
    if (effect.equals("NoExecute") && seconds(narrow) > seconds(wide)) {
      return false;
    }
    return switch (operator) {
      case "Equal", "" ->
          narrow.string("operator").equals("Equal")
              && narrow.string("value").equals(wide.string("value"));
      case "Exists" -> true;
      default -> false;
    };
  }
}
