package k4j.apiserver.strategy.cluster;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.GoStruct;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Conditions;
import k4j.apiserver.strategy.LabelSelectorValidation;
import k4j.apiserver.strategy.Validation;

/// Small kinds: disruption budgets, priority classes.
public final class PolicyValidations {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final long HIGHEST_USER_PRIORITY = 1_000_000_000;

  public static final Validation DISRUPTION_BUDGET = new DisruptionBudgets();

  private PolicyValidations() {}

  private static void budget(JsonObject budget, FieldErrors errors) {
    JsonObject spec = budget.object("spec");
    if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
      String shown =
          GoStruct.of(spec)
              .pointer("MinAvailable")
              .pointer("Selector")
              .pointer("MaxUnavailable")
              .pointer("UnhealthyPodEvictionPolicy")
              .show();
      errors.invalidWritten(SPEC, shown, "minAvailable and maxUnavailable cannot be both set");
    }
    for (String field : new String[] {"minAvailable", "maxUnavailable"}) {
      Checks.amountOrPercent(spec, field, SPEC, errors);
      Checks.atMostWhole(spec, field, SPEC, errors);
    }
    LabelSelectorValidation.check(spec.get("selector"), SPEC.child("selector"), errors);
    Checks.optionalChoice(
        spec,
        "unhealthyPodEvictionPolicy",
        List.of("AlwaysAllow", "IfHealthyBudget"),
        SPEC,
        errors);
  }

  /// Disruption budgets.
  private record DisruptionBudgets() implements Validation {

    @Override
    public void create(JsonObject budget, FieldErrors errors) {
      budget(budget, errors);
    }

    @Override
    public void update(JsonObject budget, JsonObject old, String subresource, FieldErrors errors) {
      if (subresource.isEmpty()) {
        budget(budget, errors);
        return;
      }
      FieldPath path = FieldPath.of("status");
      JsonObject status = budget.object("status");
      Conditions.check(status.array("conditions"), path.child("conditions"), errors);
      for (String count :
          new String[] {"disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods"}) {
        Checks.notNegative(status, count, path, errors);
      }
    }
  }

  /// Priority classes.
  public record PriorityClasses() implements Validation {

    @Override
    public void create(JsonObject priorityClass, FieldErrors errors) {
      String name = priorityClass.object("metadata").string("name");
      if (name.equals("system-cluster-critical") || name.equals("system-node-critical")) {
        return;
      }
      if (name.startsWith("system-")) {
        errors.forbidden(
            FieldPath.of("metadata").child("name"),
            "priority class names with 'system-' prefix are reserved for system use only. error: "
                + name
                + " is not a known system priority class");
      } else if (priorityClass.integer("value") > HIGHEST_USER_PRIORITY) {
        errors.forbidden(
            FieldPath.of("value"),
            "maximum allowed value of a user defined priority is 1000000000");
      }
      if (priorityClass.has("preemptionPolicy")
          && priorityClass.string("preemptionPolicy").isEmpty()) {
        errors.required(FieldPath.of("preemptionPolicy"));
        return;
      }
      Checks.optionalChoice(
          priorityClass,
          "preemptionPolicy",
          List.of("PreemptLowerPriority", "Never"),
          FieldPath.ROOT,
          errors);
    }

    @Override
    public void update(
        JsonObject priorityClass, JsonObject old, String subresource, FieldErrors errors) {
      if (priorityClass.integer("value") != old.integer("value")) {
        errors.forbidden(FieldPath.of("value"), "may not be changed in an update.");
      }
      Checks.immutable(priorityClass, old, "preemptionPolicy", FieldPath.ROOT, errors);
    }
  }
}
