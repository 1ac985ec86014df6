package k4j.apiserver.strategy.extension;

import java.util.HashSet;
import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Validation;

/// Bindings of validating and mutating policies.
public final class PolicyBindingValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> ACTIONS = List.of("Audit", "Deny", "Warn");

  private final boolean mutating;

  public PolicyBindingValidation(boolean mutating) {
    this.mutating = mutating;
  }

  @Override
  public void create(JsonObject binding, FieldErrors errors) {
    JsonObject spec = binding.object("spec");
    String policy = spec.string("policyName");
    if (policy.isEmpty()) {
      errors.required(SPEC.child("policyName"));
    } else {
      errors.invalidEach(SPEC.child("policyName"), policy, Formats.dnsSubdomain(policy));
    }
    if (spec.has("paramRef")) {
      PolicyMatchValidation.params(spec.object("paramRef"), SPEC.child("paramRef"), errors);
    }
    if (spec.has("matchResources")) {
      FieldPath path = SPEC.child("matchResources");
      PolicyMatchValidation.match(spec.object("matchResources"), path, errors);
      if (mutating) {
        PolicyMatchValidation.mutable(spec.object("matchResources"), path, errors);
      }
    }
    if (!mutating) {
      actions(spec, errors);
    }
  }

  private static void actions(JsonObject spec, FieldErrors errors) {
    FieldPath path = SPEC.child("validationActions");
    List<String> actions = spec.array("validationActions").strings();
    if (actions.isEmpty()) {
      errors.required(path, "at least one validation action is required");
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < actions.size(); i++) {
      if (!ACTIONS.contains(actions.get(i))) {
        errors.notSupported(path.index(i), actions.get(i), ACTIONS);
      }
      if (!seen.add(actions.get(i))) {
        errors.duplicate(path.index(i), actions.get(i));
      }
    }
    if (seen.contains("Deny") && seen.contains("Warn")) {
      errors.invalid(
          path,
          spec.get("validationActions"),
          "must not contain both Deny and Warn (repeating the same validation failure information"
              + " in the API response and headers serves no purpose)");
    }
  }
}
