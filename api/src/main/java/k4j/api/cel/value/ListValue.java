package k4j.api.cel.value;

import java.util.ArrayList;
import java.util.List;

/// A list that an expression made. Lists made by appending share one growing buffer, so that a
/// `map` over n items takes n steps.
public final class ListValue implements CelList {

  public static final ListValue EMPTY = new ListValue(new ArrayList<>(), 0);

  private final List<Object> buffer;
  private final int size;

  private ListValue(List<Object> buffer, int size) {
    this.buffer = buffer;
    this.size = size;
  }

  public static ListValue of(List<?> items) {
    return new ListValue(new ArrayList<>(items), items.size());
  }

  static ListValue concatenate(CelList left, CelList right) {
    if (left instanceof ListValue list && list.size > 0 && list.size == list.buffer.size()) {
      right.forEach(list.buffer::add);
      return new ListValue(list.buffer, list.buffer.size());
    }
    var items = new ArrayList<Object>(left.size() + right.size());
    left.forEach(items::add);
    right.forEach(items::add);
    return new ListValue(items, items.size());
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public Object get(int index) {
    return buffer.get(index);
  }
}
