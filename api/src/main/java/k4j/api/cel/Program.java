package k4j.api.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import k4j.api.cel.cost.CostEstimate;
import k4j.api.cel.cost.CostEstimator;
import k4j.api.cel.interpreter.Activation;
import k4j.api.cel.interpreter.Evaluation;
import k4j.api.cel.interpreter.Interpreter;
import k4j.api.cel.type.DeclType;

/// A compiled expression. It can be evaluated by many threads at once.
public final class Program implements Compilation {

  private final String expression;
  private final String resultType;
  private final CelEnvironment environment;
  private final CelAbstractSyntaxTree checked;
  private final Interpreter interpreter;

  Program(
      String expression,
      String resultType,
      CelEnvironment environment,
      CelAbstractSyntaxTree checked,
      Interpreter interpreter) {
    this.expression = expression;
    this.resultType = resultType;
    this.environment = environment;
    this.checked = checked;
    this.interpreter = interpreter;
  }

  public String expression() {
    return expression;
  }

  /// `bool`, `string`, `list(string)`, `dyn`, …
  public String resultType() {
    return resultType;
  }

  /// The result's type, as a variable that holds it would be declared.
  public DeclType declaredType() {
    return LibraryTypes.declared(checked.getResultType());
  }

  /// Evaluates with the limit that Kubernetes has for one call.
  public Evaluation evaluate(Activation variables) {
    return evaluate(variables, CelLimits.PER_CALL);
  }

  public Evaluation evaluate(Activation variables, long costLimit) {
    return interpreter.evaluate(variables, costLimit);
  }

  /// What the expression can cost at most, by the sizes that its variables' types allow.
  public CostEstimate estimateCost() {
    return CostEstimator.estimate(checked, environment.variables());
  }

  /// Whether the expression uses the variable.
  public boolean uses(String variable) {
    return checked.getReferenceMap().values().stream()
        .anyMatch(reference -> reference.name().equals(variable));
  }

  @Override
  public String toString() {
    return expression;
  }
}
