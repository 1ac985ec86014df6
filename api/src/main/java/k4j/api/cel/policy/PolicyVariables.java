package k4j.api.cel.policy;

import java.util.LinkedHashMap;
import java.util.Map;
import k4j.api.cel.CelEnvironment;
import k4j.api.cel.Program;
import k4j.api.cel.type.DeclType;
import k4j.api.cel.type.DeclTypes;
import k4j.api.json.JsonObject;

/// The variables that a policy defines: each may use those before it. Pure.
///
/// @param environment in which they can be used
public record PolicyVariables(CelEnvironment environment, Map<String, Expression> expressions) {

  /// @param policy the policy's spec
  public static PolicyVariables of(CelEnvironment base, JsonObject policy) {
    var types = new LinkedHashMap<String, DeclType>();
    var expressions = new LinkedHashMap<String, Expression>();
    CelEnvironment environment = PolicyEnvironment.withVariables(base, types);
    for (JsonObject variable : policy.array("variables").objects()) {
      Expression compiled =
          Expression.compile(environment, variable.string("expression"), java.util.List.of());
      expressions.put(variable.string("name"), compiled);
      Program program = compiled.program();
      types.put(variable.string("name"), program == null ? DeclTypes.DYN : program.declaredType());
      environment = PolicyEnvironment.withVariables(base, types);
    }
    return new PolicyVariables(environment, expressions);
  }
}
