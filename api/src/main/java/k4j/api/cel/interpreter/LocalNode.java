package k4j.api.cel.interpreter;

import k4j.api.cel.value.EvaluationException;

/// A variable of a macro. An error that a step gave is thrown where its value is wanted.
record LocalNode(int index) implements Node {

  @Override
  public Object eval(Frame frame) {
    frame.charge(1);
    Object value = frame.locals[index];
    if (value == null) {
      throw new IllegalStateException("a local variable that was not set");
    }
    if (value instanceof EvaluationException failure) {
      throw failure;
    }
    return value;
  }
}
