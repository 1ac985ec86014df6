package k4j.controllers.admissionpolicystatus;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.admissionregistration.v1.ExpressionWarning;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.policy.Expression;
import k4j.api.cel.policy.PolicyEnvironment;
import k4j.api.cel.policy.PolicyVariables;
import k4j.api.cel.type.DeclType;
import k4j.api.json.JsonObject;
import k4j.api.schema.ResourceName;
import k4j.controllers.admissionpolicystatus.KnownKinds.Typed;

/// Checks a policy's expressions against the kinds that its rules name. Pure.
final class AdmissionPolicyStatusPlan {

  private static final int MOST_KINDS = 10;
  private static final String PREFIX = "compilation failed: ";

  private AdmissionPolicyStatusPlan() {}

  /// @param spec of a ValidatingAdmissionPolicy
  static List<ExpressionWarning> warnings(JsonObject spec, KnownKinds kinds) {
    Map<String, CelEnvironment> environments = environments(spec, kinds);
    var warnings = new ArrayList<ExpressionWarning>();
    List<JsonObject> validations = spec.array("validations").objects();
    for (int i = 0; i < validations.size(); i++) {
      for (String field : new String[] {"expression", "messageExpression"}) {
        String text = validations.get(i).string(field);
        String found = text.isEmpty() ? "" : check(text, environments);
        if (!found.isEmpty()) {
          warnings.add(
              ExpressionWarning.EMPTY
                  .withFieldRef("spec.validations[" + i + "]." + field)
                  .withWarning(found));
        }
      }
    }
    return warnings;
  }

  private static String check(String text, Map<String, CelEnvironment> environments) {
    var found = new StringBuilder();
    environments.forEach((kind, environment) -> {
      String error = Expression.compile(environment, text, List.of()).error();
      if (!error.isEmpty()) {
        String issues = error.startsWith(PREFIX) ? error.substring(PREFIX.length()) : error;
        found.append(kind).append(": ").append(issues).append('\n');
      }
    });
    return found.toString();
  }

  private static Map<String, CelEnvironment> environments(JsonObject spec, KnownKinds kinds) {
    JsonObject paramKind = spec.object("paramKind");
    CelEnvironment base =
        PolicyEnvironment.of(CelEnvironment.kubernetes(), !paramKind.isEmpty(), true);
    if (!paramKind.isEmpty()) {
      String kind = paramKind.string("kind");
      base = base.with("params", kinds.kind(paramKind.string("apiVersion"), kind));
    }
    var environments = new LinkedHashMap<String, CelEnvironment>();
    for (Typed each : resources(spec, kinds)) {
      DeclType object = each.type();
      CelEnvironment typed = base.with("object", object).with("oldObject", object);
      environments.put(each.shown(), PolicyVariables.of(typed, spec).environment());
    }
    return environments;
  }

  /// What the rules name without wildcards.
  private static Collection<Typed> resources(JsonObject spec, KnownKinds kinds) {
    var found = new LinkedHashMap<String, Typed>();
    for (JsonObject rule : spec.object("matchConstraints").array("resourceRules").objects()) {
      for (String group : named(rule, "apiGroups")) {
        for (String version : named(rule, "apiVersions")) {
          for (String plural : named(rule, "resources")) {
            if (found.size() < MOST_KINDS) {
              kinds
                  .resource(new ResourceName(group, version, plural))
                  .ifPresent(kind -> found.put(kind.shown(), kind));
            }
          }
        }
      }
    }
    return found.values();
  }

  private static List<String> named(JsonObject rule, String field) {
    List<String> values = rule.array(field).strings();
    return values.stream().anyMatch(value -> value.contains("*"))
        ? List.of()
        : values.stream().filter(value -> value.indexOf('/') < 0).sorted().toList();
  }
}
