package k4j.apiserver.authorization;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.selector.LabelSelector;

/// The roles of one moment with the rules that they give. A ClusterRole that aggregates others
/// gives the rules of all that its selectors choose.
final class RoleSet {

  private final Map<String, List<Rule>> cluster = new HashMap<>();
  private final Map<String, List<Rule>> namespaced = new HashMap<>();

  RoleSet(List<JsonObject> clusterRoles, List<JsonObject> roles) {
    for (JsonObject role : clusterRoles) {
      cluster.put(name(role), collected(role, clusterRoles));
    }
    for (JsonObject role : roles) {
      namespaced.put(
          role.object("metadata").string("namespace") + "/" + name(role), Rule.allOf(role));
    }
  }

  private static String name(JsonObject object) {
    return object.object("metadata").string("name");
  }

  /// The rules that a ClusterRole gives: its own, or those of all roles that it collects, which may
  /// collect in turn.
  static List<Rule> collected(JsonObject role, List<JsonObject> clusterRoles) {
    var rules = new LinkedHashSet<Rule>();
    collect(role, clusterRoles, new HashSet<>(), rules);
    return new ArrayList<>(rules);
  }

  private static void collect(
      JsonObject role, List<JsonObject> clusterRoles, Set<String> seen, Set<Rule> rules) {
    if (!seen.add(name(role))) {
      return;
    }
    List<JsonObject> selectors =
        role.object("aggregationRule").array("clusterRoleSelectors").objects();
    if (selectors.isEmpty()) {
      rules.addAll(Rule.allOf(role));
      return;
    }
    for (JsonObject selector : selectors) {
      LabelSelector select = LabelSelector.of(selector);
      for (JsonObject other : clusterRoles) {
        if (select.matches(other.object("metadata").object("labels"))) {
          collect(other, clusterRoles, seen, rules);
        }
      }
    }
  }

  /// Empty where there is no such role.
  Optional<List<Rule>> rules(String kind, String namespace, String name) {
    return Optional.ofNullable(
        kind.equals("ClusterRole") ? cluster.get(name) : namespaced.get(namespace + "/" + name));
  }
}
