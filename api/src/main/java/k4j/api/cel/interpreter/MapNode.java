package k4j.api.cel.interpreter;

import java.util.LinkedHashMap;
import java.util.List;
import k4j.api.cel.value.EvaluationException;
import k4j.api.cel.value.MapValue;
import k4j.api.cel.value.OptionalValue;

/// `{'a': b, ?'c': d}` and `Type{a: b}`
record MapNode(String type, List<Entry> entries, long cost) implements Node {

  /// @param optional whether it is left out where its value is absent
  record Entry(Node key, Node value, boolean optional) {}

  @Override
  public Object eval(Frame frame) {
    var result = new LinkedHashMap<Object, Object>();
    for (Entry entry : entries) {
      Object key = entry.key.eval(frame);
      if (result.containsKey(key)) {
        throw new EvaluationException("Failed with repeated key");
      }
      Object value = entry.value.eval(frame);
      if (!entry.optional) {
        result.put(key, value);
      } else if (value instanceof OptionalValue(var inner) && inner != null) {
        result.put(key, inner);
      }
    }
    frame.charge(cost);
    return new MapValue(type, result);
  }
}
