package k4j.api.cel.interpreter;

import k4j.api.cel.value.EvaluationException;

/// `left || right`, `left && right`: a side that decides alone makes the other's error irrelevant.
record LogicNode(Node left, Node right, boolean decisive) implements Node {

  @Override
  public Object eval(Frame frame) {
    EvaluationException failure = null;
    try {
      if (decides(left.eval(frame))) {
        return decisive;
      }
    } catch (EvaluationException error) {
      failure = error;
    }
    try {
      if (decides(right.eval(frame))) {
        return decisive;
      }
    } catch (EvaluationException error) {
      throw failure != null ? failure : error;
    }
    if (failure != null) {
      throw failure;
    }
    return !decisive;
  }

  private boolean decides(Object value) {
    if (value instanceof Boolean flag) {
      return flag == decisive;
    }
    throw EvaluationException.noSuchOverload();
  }

  /// `condition ? yes : no`
  record Choice(Node condition, Node yes, Node no) implements Node {

    @Override
    public Object eval(Frame frame) {
      if (condition.eval(frame) instanceof Boolean flag) {
        return flag ? yes.eval(frame) : no.eval(frame);
      }
      throw EvaluationException.noSuchOverload();
    }
  }
}
