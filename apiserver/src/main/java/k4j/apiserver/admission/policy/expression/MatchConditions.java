package k4j.apiserver.admission.policy.expression;

import java.util.ArrayList;
import java.util.List;
import k4j.api.cel.CelLimits;
import k4j.api.cel.policy.Expression;
import k4j.api.cel.policy.PolicyVariables;
import k4j.api.json.JsonObject;
import k4j.apiserver.admission.policy.expression.Evaluator.Result;

/// The last and finest filter of which requests a policy concerns.
public record MatchConditions(List<Expression> expressions) {

  public static MatchConditions of(PolicyVariables variables, JsonObject spec) {
    return new MatchConditions(
        spec.array("matchConditions").objects().stream()
            .map(each ->
                Expression.compile(
                    variables.environment(), each.string("expression"), List.of("bool")))
            .toList());
  }

  /// What came of asking: one `false` decides, whatever the others say.
  public sealed interface Outcome {
    record Matches() implements Outcome {}

    record Differs() implements Outcome {}

    record Failed(String message) implements Outcome {}
  }

  public Outcome match(PolicyInput input, PolicyVariables variables) {
    if (expressions.isEmpty()) {
      return new Outcome.Matches();
    }
    var evaluator =
        new Evaluator(new PolicyActivation(input, variables), CelLimits.MATCH_CONDITIONS_BUDGET);
    var errors = new ArrayList<String>();
    try {
      for (Result result : evaluator.all(expressions)) {
        switch (result) {
          case Result.Value(var value) when value.equals(false) -> {
            return new Outcome.Differs();
          }
          case Result.Failed(var message) -> errors.add(message);
          case Result.Value _, Result.Absent _ -> {}
        }
      }
    } catch (Evaluator.OutOfBudget failure) {
      return new Outcome.Failed(Evaluator.OUT_OF_BUDGET);
    }
    return errors.isEmpty()
        ? new Outcome.Matches()
        : new Outcome.Failed(
            errors.size() == 1 ? errors.getFirst() : "[" + String.join(", ", errors) + "]");
  }
}
