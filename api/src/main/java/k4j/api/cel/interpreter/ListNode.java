package k4j.api.cel.interpreter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.ListValue;
import k4j.api.cel.value.OptionalValue;

/// `[a, ?b]`
record ListNode(List<Node> items, Set<Integer> optional, long cost) implements Node {

  @Override
  public Object eval(Frame frame) {
    var values = new ArrayList<Object>(items.size());
    for (int i = 0; i < items.size(); i++) {
      Object value = items.get(i).eval(frame);
      if (!optional.contains(i)) {
        values.add(value);
      } else if (value instanceof OptionalValue(var inner)) {
        if (inner != null) {
          values.add(inner);
        }
      } else {
        throw EvaluationException.noSuchOverload();
      }
    }
    frame.charge(cost);
    return ListValue.of(values);
  }
}
