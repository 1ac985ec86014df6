package k4j.api.cel.interpreter;

import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OptionalValue;
import org.jspecify.annotations.Nullable;

/// `operand.field`
record SelectNode(Node operand, String field) implements Node {

  @Override
  public Object eval(Frame frame) {
    Object target = operand.eval(frame);
    frame.charge(1);
    if (target instanceof CelMap map) {
      Object found = map.find(field);
      if (found == null) {
        throw new EvaluationException("no such key: " + field);
      }
      return found;
    }
    if (target instanceof OptionalValue(var inner)) {
      return inner == null ? OptionalValue.NONE : OptionalValue.of(find(inner));
    }
    throw EvaluationException.noSuchOverload();
  }

  private @Nullable Object find(Object target) {
    if (target instanceof CelMap map) {
      return map.find(field);
    }
    throw EvaluationException.noSuchOverload();
  }
}
