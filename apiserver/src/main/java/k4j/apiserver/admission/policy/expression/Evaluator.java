package k4j.apiserver.admission.policy.expression;

import java.util.ArrayList;
import java.util.List;
import k4j.api.cel.Program;
import k4j.api.cel.interpreter.Evaluation;
import k4j.api.cel.policy.Expression;
import org.jspecify.annotations.Nullable;

/// Evaluates expressions one after the other out of one budget.
public final class Evaluator {

  public static final String OUT_OF_BUDGET =
      "validation failed due to running out of cost budget, no further validation rules will be"
          + " run";

  private final PolicyActivation activation;
  private long budget;

  public Evaluator(PolicyActivation activation, long budget) {
    this.activation = activation;
    this.budget = budget;
  }

  /// What one expression came to.
  public sealed interface Result {

    Result ABSENT = new Absent();

    /// There was no expression.
    record Absent() implements Result {}

    record Value(Object value) implements Result {}

    record Failed(String message) implements Result {}
  }

  /// The budget is used up: nothing else may be evaluated.
  public static final class OutOfBudget extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfBudget() {
      super(OUT_OF_BUDGET, null, false, false);
    }
  }

  public long remaining() {
    return budget;
  }

  /// @throws OutOfBudget where the expressions together cost too much
  public List<Result> all(List<? extends @Nullable Expression> expressions) {
    var results = new ArrayList<Result>();
    for (Expression expression : expressions) {
      results.add(expression == null ? Result.ABSENT : one(expression));
    }
    return results;
  }

  /// @throws OutOfBudget where it costs too much
  public Result one(Expression expression) {
    Program program = expression.program();
    if (program == null) {
      return new Result.Failed("compilation error: " + expression.error());
    }
    Evaluation evaluation = program.evaluate(activation);
    long cost = activation.takeCost() + evaluation.cost();
    if (cost > budget) {
      throw new OutOfBudget();
    }
    budget -= cost;
    return switch (evaluation) {
      case Evaluation.Value(var value, _) -> new Result.Value(value);
      case Evaluation.Failure failure ->
          new Result.Failed(
              "expression '%s' resulted in error: %s"
                  .formatted(expression.text(), failure.message()));
    };
  }
}
