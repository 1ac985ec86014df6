package k4j.api.cel.interpreter;

import k4j.api.cel.value.CelList;
import k4j.api.cel.value.CelMap;
import k4j.api.cel.value.EvaluationException;
import org.jspecify.annotations.Nullable;

/// What `all`, `exists`, `map`, `filter` and the other macros become.
record LoopNode(Node range, Node initial, Locals locals, Node condition, Node step, Node result)
    implements Node {

  /// Where the accumulator and the variables of the loop are kept; -1 where there is no second.
  record Locals(int accumulator, int first, int second) {}

  @Override
  public Object eval(Frame frame) {
    Object items = range.eval(frame);
    frame.locals[locals.accumulator] = initial.eval(frame);
    switch (items) {
      case CelList list -> {
        for (int i = 0; i < list.size(); i++) {
          boolean twice = locals.second >= 0;
          Object item = list.get(i);
          if (!turn(frame, twice ? (Long) (long) i : item, twice ? item : null)) {
            break;
          }
        }
      }
      case CelMap map -> {
        for (Object key : map.keys()) {
          if (!turn(frame, key, locals.second >= 0 ? map.find(key) : null)) {
            break;
          }
        }
      }
      default -> throw EvaluationException.noSuchOverload();
    }
    return result.eval(frame);
  }

  /// Whether the loop went on; an error becomes the value of the accumulator.
  private boolean turn(Frame frame, Object first, @Nullable Object second) {
    frame.locals[locals.first] = first;
    if (locals.second >= 0) {
      frame.locals[locals.second] = second;
    }
    if (!Boolean.TRUE.equals(condition.eval(frame))) {
      return false;
    }
    try {
      frame.locals[locals.accumulator] = step.eval(frame);
    } catch (EvaluationException failure) {
      frame.locals[locals.accumulator] = failure;
    }
    return true;
  }
}
