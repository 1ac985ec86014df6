package k4j.api.cel.interpreter;

import java.util.List;
import k4j.api.cel.function.Function;
import k4j.api.cel.value.EvaluationException;

/// A call of a function; it is charged after it ran, as Kubernetes does.
record CallNode(Function function, List<Node> arguments, CallCost cost) implements Node {

  @Override
  public Object eval(Frame frame) {
    Object[] values = new Object[arguments.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = arguments.get(i).eval(frame);
    }
    Object result = call(values);
    frame.charge(cost.of(values, result));
    return result;
  }

  /// A function casts what it expects: another type means that there is no such function.
  private Object call(Object[] values) {
    try {
      return function.call(values);
    } catch (ClassCastException mismatch) {
      throw EvaluationException.noSuchOverload();
    }
  }
}
