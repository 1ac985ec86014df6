package k4j.apiserver.strategy.cluster;

import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.LabelSelectorValidation;
import k4j.apiserver.strategy.Validation;

/// Roles of namespaces and of the cluster.
public record RoleValidation(boolean namespaced) implements Validation {

  @Override
  public void create(JsonObject role, FieldErrors errors) {
    JsonArray rules = role.array("rules");
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.object(i), FieldPath.of("rules").index(i), errors);
    }
    if (role.has("aggregationRule")) {
      aggregation(role.object("aggregationRule").array("clusterRoleSelectors"), errors);
    }
  }

  private static void aggregation(JsonArray selectors, FieldErrors errors) {
    FieldPath path = FieldPath.of("aggregationRule").child("clusterRoleSelectors");
    if (selectors.isEmpty()) {
      errors.required(
          path, "at least one clusterRoleSelector required if aggregationRule is non-nil");
    }
    for (int i = 0; i < selectors.size(); i++) {
      int before = errors.size();
      LabelSelectorValidation.check(selectors.get(i), path.index(i), errors);
      if (errors.size() > before) {
        errors.invalid(path.index(i), selectors.get(i), "invalid label selector.");
      }
    }
  }

  private void rule(JsonObject rule, FieldPath path, FieldErrors errors) {
    if (rule.array("verbs").isEmpty()) {
      errors.required(path.child("verbs"), "verbs must contain at least one value");
    }
    if (!rule.array("nonResourceURLs").isEmpty()) {
      if (namespaced) {
        errors.invalid(
            path.child("nonResourceURLs"),
            rule.get("nonResourceURLs"),
            "namespaced rules cannot apply to non-resource URLs");
      }
      if (!rule.array("apiGroups").isEmpty()
          || !rule.array("resources").isEmpty()
          || !rule.array("resourceNames").isEmpty()) {
        errors.invalid(
            path.child("nonResourceURLs"),
            rule.get("nonResourceURLs"),
            "rules cannot apply to both regular resources and non-resource URLs");
      }
      return;
    }
    if (rule.array("apiGroups").isEmpty()) {
      errors.required(path.child("apiGroups"), "resource rules must supply at least one api group");
    }
    if (rule.array("resources").isEmpty()) {
      errors.required(path.child("resources"), "resource rules must supply at least one resource");
    }
  }
}
