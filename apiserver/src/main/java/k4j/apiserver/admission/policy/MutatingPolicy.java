package k4j.apiserver.admission.policy;

import java.util.List;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.policy.Expression;
import k4j.api.cel.policy.PolicyEnvironment;
import k4j.api.cel.policy.PolicyVariables;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.policy.expression.MatchConditions;

/// A MutatingAdmissionPolicy with its expressions compiled. Pure.
///
/// @param paramKind empty where it takes no parameters
/// @param ignoresFailure whether what cannot be evaluated passes unchanged
/// @param ifNeeded whether it sees the object again when others have changed it
record MutatingPolicy(
    String name,
    MatchResources match,
    JsonObject paramKind,
    boolean ignoresFailure,
    boolean ifNeeded,
    PolicyVariables variables,
    MatchConditions conditions,
    List<Mutation> mutations) {

  MutatingPolicy {
    mutations = List.copyOf(mutations);
  }

  /// One change.
  ///
  /// @param applies whether it is an apply configuration; else it is a JSON patch
  record Mutation(boolean applies, Expression expression) {}

  static MutatingPolicy of(JsonObject object) {
    JsonObject spec = object.object("spec");
    JsonObject paramKind = spec.object("paramKind");
    PolicyVariables variables =
        PolicyVariables.of(
            PolicyEnvironment.of(CelEnvironment.mutation(), !paramKind.isEmpty(), true), spec);
    return new MutatingPolicy(
        object.object("metadata").string("name"),
        MatchResources.of(spec.object("matchConstraints")),
        paramKind,
        spec.string("failurePolicy").equals("Ignore"),
        spec.string("reinvocationPolicy").equals("IfNeeded"),
        variables,
        MatchConditions.of(variables, spec),
        spec.array("mutations").objects().stream()
            .map(each -> mutation(each, variables.environment()))
            .toList());
  }

  private static Mutation mutation(JsonObject json, CelEnvironment environment) {
    boolean applies = json.string("patchType").equals("ApplyConfiguration");
    String text = json.object(applies ? "applyConfiguration" : "jsonPatch").string("expression");
    return new Mutation(
        applies,
        Expression.compile(environment, text, List.of(applies ? "Object" : "list(JSONPatch)")));
  }
}
