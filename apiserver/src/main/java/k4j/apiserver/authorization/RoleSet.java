package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;

/// The roles of one moment with the rules that they give. A ClusterRole that aggregates others
/// gives the rules of all that its selectors choose.
final class RoleSet {

  private final Map<String, List<Rule>> cluster = new HashMap<>();
  private final Map<String, List<Rule>> namespaced = new HashMap<>();

  RoleSet(List<JsonObject> clusterRoles, List<JsonObject> roles) {
    for (JsonObject role : clusterRoles) {
      cluster.put(name(role), Rule.allOf(role));
    }
    for (JsonObject role : clusterRoles) {
      List<JsonObject> selectors =
          role.object("aggregationRule").array("clusterRoleSelectors").objects();
      if (!selectors.isEmpty()) {
        cluster.put(name(role), aggregate(role, selectors, clusterRoles));
      }
    }
    for (JsonObject role : roles) {
      namespaced.put(
          role.object("metadata").string("namespace") + "/" + name(role), Rule.allOf(role));
    }
  }

  private static String name(JsonObject object) {
    return object.object("metadata").string("name");
  }

  private static List<Rule> aggregate(
      JsonObject self, List<JsonObject> selectors, List<JsonObject> clusterRoles) {
    var rules = new LinkedHashSet<Rule>();
    for (JsonObject selector : selectors) {
      LabelSelector select = LabelSelector.of(selector);
      for (JsonObject role : clusterRoles) {
        if (!name(role).equals(name(self))
            && select.matches(role.object("metadata").object("labels"))) {
          rules.addAll(Rule.allOf(role));
        }
      }
    }
    return new ArrayList<>(rules);
  }

  /// Empty where there is no such role.
  Optional<List<Rule>> rules(String kind, String namespace, String name) {
    return Optional.ofNullable(
        kind.equals("ClusterRole") ? cluster.get(name) : namespaced.get(namespace + "/" + name));
  }
}
