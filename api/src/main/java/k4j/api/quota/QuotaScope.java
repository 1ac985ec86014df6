package k4j.api.quota;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import k4j.api.json.JsonObject;

/// What an object must be for a quota to count it: a requirement of its `scopes` or its
/// `scopeSelector`.
///
/// @param operator `Exists`, `DoesNotExist`, `In` or `NotIn`
record QuotaScope(String name, String operator, List<String> values) {

  QuotaScope {
    values = List.copyOf(values);
  }

  static List<QuotaScope> all(JsonObject quota) {
    var out = new ArrayList<QuotaScope>();
    JsonObject spec = quota.object("spec");
    for (String scope : spec.array("scopes").strings()) {
      out.add(new QuotaScope(scope, "Exists", List.of()));
    }
    for (JsonObject each : spec.object("scopeSelector").array("matchExpressions").objects()) {
      out.add(
          new QuotaScope(
              each.string("scopeName"), each.string("operator"), each.array("values").strings()));
    }
    return out;
  }

  /// Whether an object that refers to some classes is meant.
  boolean matches(Collection<String> classes) {
    return switch (operator) {
      case "Exists" -> !classes.isEmpty();
      case "DoesNotExist" -> classes.isEmpty();
      case "In" -> classes.stream().anyMatch(values::contains);
      case "NotIn" ->
          classes.isEmpty() || classes.stream().anyMatch(each -> !values.contains(each));
      default -> false;
    };
  }
}
