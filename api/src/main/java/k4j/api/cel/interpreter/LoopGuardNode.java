package k4j.api.cel.interpreter;

import k4j.api.cel.value.EvaluationException;

/// Whether a loop goes on: an error may still be overruled by a later item.
record LoopGuardNode(Node condition) implements Node {

  @Override
  public Object eval(Frame frame) {
    frame.charge(1);
    try {
      return !Boolean.FALSE.equals(condition.eval(frame));
    } catch (EvaluationException undecided) {
      return true;
    }
  }
}
