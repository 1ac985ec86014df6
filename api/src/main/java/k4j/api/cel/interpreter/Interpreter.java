package k4j.api.cel.interpreter;

import dev.cel.common.CelAbstractSyntaxTree;
import k4j.api.cel.function.FunctionTable;
import k4j.api.cel.value.EvaluationException;

/// An expression, planned into steps that run without the library.
public final class Interpreter {

  private final Node root;
  private final int locals;

  private Interpreter(Node root, int locals) {
    this.root = root;
    this.locals = locals;
  }

  public static Interpreter plan(CelAbstractSyntaxTree checked, FunctionTable functions) {
    var planner = new Planner(checked, functions);
    Node root = planner.plan(checked.getExpr());
    return new Interpreter(root, planner.locals());
  }

  public Evaluation evaluate(Activation variables, long costLimit) {
    var frame = new Frame(variables, locals, costLimit);
    try {
      return new Evaluation.Value(root.eval(frame), frame.cost());
    } catch (EvaluationException failure) {
      return new Evaluation.Failure(failure.text(), frame.cost(), false);
    } catch (CostLimitException failure) {
      return new Evaluation.Failure(String.valueOf(failure.getMessage()), frame.cost(), true);
    }
  }
}
