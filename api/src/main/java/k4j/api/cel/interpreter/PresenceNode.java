package k4j.api.cel.interpreter;

import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OptionalValue;

/// `has(operand.field)`; it costs nothing of its own.
record PresenceNode(Node operand, String field) implements Node {

  @Override
  public Object eval(Frame frame) {
    return has(operand.eval(frame));
  }

  private boolean has(Object target) {
    return switch (target) {
      case CelMap map -> map.find(field) != null;
      case OptionalValue(var inner) -> inner != null && has(inner);
      default -> throw EvaluationException.noSuchOverload();
    };
  }
}
