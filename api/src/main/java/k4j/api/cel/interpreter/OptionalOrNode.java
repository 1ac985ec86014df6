package k4j.api.cel.interpreter;

import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OptionalValue;

/// `optional.or(other)` and `optional.orValue(value)`: the other is evaluated if it is needed.
record OptionalOrNode(Node optional, Node other, boolean unwrap) implements Node {

  @Override
  public Object eval(Frame frame) {
    if (!(optional.eval(frame) instanceof OptionalValue value)) {
      throw EvaluationException.noSuchOverload();
    }
    frame.charge(1);
    if (value.isPresent()) {
      return unwrap ? value.get() : value;
    }
    return other.eval(frame);
  }
}
