package k4j.controllers.clusterroleaggregation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;

/// The rules that a role collects from others. Pure.
final class AggregationPlan {

  private AggregationPlan() {}

  static boolean aggregates(JsonObject role) {
    return role.has("aggregationRule");
  }

  /// By selector, by name, each rule once.
  static JsonArray rules(JsonObject role, List<JsonObject> roles) {
    String own = name(role);
    var rules = new ArrayList<JsonObject>();
    for (JsonObject selector :
        role.object("aggregationRule").array("clusterRoleSelectors").objects()) {
      LabelSelector chosen = LabelSelector.of(selector);
      roles.stream()
          .filter(each -> !name(each).equals(own))
          .filter(each -> chosen.matches(each.object("metadata").object("labels")))
          .sorted(Comparator.comparing(AggregationPlan::name))
          .flatMap(each -> each.array("rules").objects().stream())
          .filter(rule -> !rules.contains(rule))
          .forEach(rules::add);
    }
    return JsonArray.of(rules);
  }

  private static String name(JsonObject role) {
    return role.object("metadata").string("name");
  }
}
