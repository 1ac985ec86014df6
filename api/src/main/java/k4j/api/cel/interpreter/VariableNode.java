package k4j.api.cel.interpreter;

import k4j.api.cel.value.EvaluationException;

/// A variable of the environment.
record VariableNode(String name) implements Node {

  @Override
  public Object eval(Frame frame) {
    frame.charge(1);
    Object value = frame.variables.find(name);
    if (value == null) {
      throw new EvaluationException("no such attribute(s): " + name);
    }
    return value;
  }
}
