package k4j.apiserver.admission.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.cel.CelLimits;
import k4j.api.cel.policy.Expression;
import k4j.api.cel.value.CelNull;
import k4j.api.cel.value.Types;
import k4j.apiserver.admission.policy.ValidatingPolicy.Annotation;
import k4j.apiserver.admission.policy.ValidatingPolicy.Rule;
import k4j.apiserver.admission.policy.expression.Evaluator;
import k4j.apiserver.admission.policy.expression.Evaluator.OutOfBudget;
import k4j.apiserver.admission.policy.expression.Evaluator.Result;
import k4j.apiserver.admission.policy.expression.MatchConditions;
import k4j.apiserver.admission.policy.expression.PolicyActivation;
import k4j.apiserver.admission.policy.expression.PolicyInput;

/// Judges one request by one policy with one set of parameters.
final class Validation {

  private static final int LONGEST_MESSAGE = 5 * 1024;

  private final ValidatingPolicy policy;
  private final PolicyInput input;

  Validation(ValidatingPolicy policy, PolicyInput input) {
    this.policy = policy;
    this.input = input;
  }

  /// Why a request does not pass.
  ///
  /// @param index of the rule
  record Denial(int index, String message, String reason) {}

  /// @param broken what could not be evaluated for the audit, though the policy wants failures told
  record Outcome(List<Denial> denials, Map<String, String> annotations, List<String> broken) {

    static final Outcome NOTHING = new Outcome(List.of(), Map.of(), List.of());
  }

  Outcome outcome() {
    return switch (policy.conditions().match(input, policy.variables())) {
      case MatchConditions.Outcome.Differs _ -> Outcome.NOTHING;
      case MatchConditions.Outcome.Failed(var message) -> failed(message);
      case MatchConditions.Outcome.Matches _ -> judged();
    };
  }

  private Outcome failed(String message) {
    return policy.ignoresFailure()
        ? Outcome.NOTHING
        : new Outcome(List.of(new Denial(0, message, "")), Map.of(), List.of());
  }

  private Outcome judged() {
    var evaluator = evaluator(CelLimits.RUNTIME_BUDGET);
    List<Result> results;
    try {
      results = evaluator.all(policy.rules().stream().map(Rule::holds).toList());
    } catch (OutOfBudget exceeded) {
      return failed(Evaluator.OUT_OF_BUDGET);
    }
    var words = evaluator(evaluator.remaining());
    var denials = new ArrayList<Denial>();
    for (int i = 0; i < results.size(); i++) {
      denial(i, results.get(i), words, denials);
    }
    return annotated(denials);
  }

  private Evaluator evaluator(long budget) {
    return new Evaluator(new PolicyActivation(input, policy.variables()), budget);
  }

  private void denial(int index, Result result, Evaluator words, List<Denial> denials) {
    switch (result) {
      case Result.Value(var value) when value.equals(true) -> {}
      case Result.Failed(var message) -> failure(index, message, denials);
      case Result.Value _, Result.Absent _ -> {
        Rule rule = policy.rules().get(index);
        try {
          String reason = rule.reason().isEmpty() ? "Invalid" : rule.reason();
          denials.add(new Denial(index, message(rule, words), reason));
        } catch (OutOfBudget exceeded) {
          failure(index, "failed messageExpression: " + Evaluator.OUT_OF_BUDGET, denials);
        }
      }
    }
  }

  private void failure(int index, String message, List<Denial> denials) {
    if (!policy.ignoresFailure()) {
      denials.add(new Denial(index, message, ""));
    }
  }

  /// What the expression says, if it is one short line; else the fixed text; else the rule itself.
  private static String message(Rule rule, Evaluator words) {
    Expression says = rule.says();
    if (says != null
        && words.one(says) instanceof Result.Value(String text)
        && !text.isBlank()
        && text.strip().length() <= LONGEST_MESSAGE
        && !text.strip().contains("\n")) {
      return text.strip();
    }
    return rule.message().isEmpty()
        ? "failed expression: " + rule.holds().text().strip()
        : rule.message();
  }

  private Outcome annotated(List<Denial> denials) {
    var annotations = new LinkedHashMap<String, String>();
    var broken = new ArrayList<String>();
    var evaluator = evaluator(CelLimits.RUNTIME_BUDGET);
    try {
      for (Annotation annotation : policy.annotations()) {
        switch (evaluator.one(annotation.value())) {
          case Result.Value(String text) when !text.isBlank() ->
              annotations.put(annotation.key(), text.strip());
          case Result.Value(String _), Result.Value(CelNull _), Result.Absent _ -> {}
          case Result.Value(var other) -> broken.add(unsupported(annotation, other));
          case Result.Failed(var message) -> {
            if (!policy.ignoresFailure()) {
              broken.add(message);
            }
          }
        }
      }
    } catch (OutOfBudget exceeded) {
      return failed(Evaluator.OUT_OF_BUDGET);
    }
    return new Outcome(List.copyOf(denials), annotations, List.copyOf(broken));
  }

  private static String unsupported(Annotation annotation, Object value) {
    return ("valueExpression '%s' resulted in unsupported return type: %s. Return type must be"
            + " either string or null.")
        .formatted(annotation.value().text(), Types.nameOf(value));
  }
}
