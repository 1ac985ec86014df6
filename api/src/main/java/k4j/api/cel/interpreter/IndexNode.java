package k4j.api.cel.interpreter;

import k4j.api.cel.standard.Optionals;
import k4j.api.cel.value.CelList;
import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.OptionalValue;

/// `operand[key]`
record IndexNode(Node operand, Node key) implements Node {

  @Override
  public Object eval(Frame frame) {
    Object target = operand.eval(frame);
    Object index = key.eval(frame);
    frame.charge(1);
    if (target instanceof OptionalValue optional) {
      return optional.isPresent()
          ? OptionalValue.of(Optionals.find(optional.get(), index))
          : OptionalValue.NONE;
    }
    Object found = Optionals.find(target, index);
    if (found != null) {
      return found;
    }
    throw new EvaluationException(
        switch (target) {
          case CelMap _ -> "no such key: " + index;
          case CelList _ -> "index out of bounds: " + Optionals.index(index);
          default -> "no such overload";
        });
  }
}
