package k4j.apiserver.admission.policy;

import java.util.List;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.policy.Expression;
import k4j.api.cel.policy.PolicyEnvironment;
import k4j.api.cel.policy.PolicyVariables;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.policy.expression.MatchConditions;
import org.jspecify.annotations.Nullable;

/// A ValidatingAdmissionPolicy with its expressions compiled. Pure.
///
/// @param paramKind empty where it takes no parameters
/// @param ignoresFailure whether what cannot be evaluated passes
record ValidatingPolicy(
    String name,
    MatchResources match,
    JsonObject paramKind,
    boolean ignoresFailure,
    PolicyVariables variables,
    MatchConditions conditions,
    List<Rule> rules,
    List<Annotation> annotations) {

  ValidatingPolicy {
    rules = List.copyOf(rules);
    annotations = List.copyOf(annotations);
  }

  /// One validation.
  ///
  /// @param says what a person is told, or null where the text is fixed
  record Rule(Expression holds, @Nullable Expression says, String message, String reason) {}

  /// Something for the audit log.
  record Annotation(String key, Expression value) {}

  static ValidatingPolicy of(JsonObject object) {
    JsonObject spec = object.object("spec");
    JsonObject paramKind = spec.object("paramKind");
    CelEnvironment kubernetes = CelEnvironment.kubernetes();
    boolean params = !paramKind.isEmpty();
    PolicyVariables variables =
        PolicyVariables.of(PolicyEnvironment.of(kubernetes, params, true), spec);
    // What is told may not depend on what somebody may do.
    PolicyVariables words =
        PolicyVariables.of(PolicyEnvironment.of(kubernetes, params, false), spec);
    return new ValidatingPolicy(
        object.object("metadata").string("name"),
        MatchResources.of(spec.object("matchConstraints")),
        paramKind,
        spec.string("failurePolicy").equals("Ignore"),
        variables,
        MatchConditions.of(variables, spec),
        spec.array("validations").objects().stream()
            .map(each -> rule(each, variables.environment(), words.environment()))
            .toList(),
        spec.array("auditAnnotations").objects().stream()
            .map(each ->
                new Annotation(
                    each.string("key"),
                    Expression.compile(
                        variables.environment(),
                        each.string("valueExpression"),
                        List.of("string", "null_type"))))
            .toList());
  }

  private static Rule rule(JsonObject json, CelEnvironment environment, CelEnvironment words) {
    String says = json.string("messageExpression");
    return new Rule(
        Expression.compile(environment, json.string("expression"), List.of("bool")),
        says.isEmpty() ? null : Expression.compile(words, says, List.of("string")),
        json.string("message").strip(),
        json.string("reason"));
  }
}
