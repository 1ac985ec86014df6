package k4j.api.json;

import java.util.List;

/// Writes the fields of a document in a given order, on every level of it; what is not named comes
/// last.
public final class FieldOrder implements Layout {

  private final List<String> order;

  private FieldOrder(List<String> order) {
    this.order = order;
  }

  public static FieldOrder of(String... order) {
    return new FieldOrder(List.of(order));
  }

  @Override
  public void lay(JsonObject object, Visitor visitor) {
    for (String name : order) {
      Json value = object.get(name);
      if (value != null) {
        visitor.entry(name, value, this);
      }
    }
    for (int i = 0; i < object.size(); i++) {
      if (!order.contains(object.nameAt(i))) {
        visitor.entry(object.nameAt(i), object.valueAt(i), this);
      }
    }
  }

  @Override
  public Layout items() {
    return this;
  }
}
