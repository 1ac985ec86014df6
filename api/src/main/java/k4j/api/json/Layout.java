package k4j.api.json;

/// The order in which the entries of an object are written. Go writes the fields of a struct as
/// they are declared, shows some of them as null where nothing was set, and sorts maps.
public interface Layout {

  /// As Go writes maps, and so everything of which it knows no struct.
  Layout SORTED = new Layout() {};

  /// Takes the entries of one object.
  @FunctionalInterface
  interface Visitor {

    /// @param layout of the value
    void entry(String name, Json value, Layout layout);
  }

  /// Tells the entries of an object in the order in which they are written.
  default void lay(JsonObject object, Visitor visitor) {
    for (int i = 0; i < object.size(); i++) {
      visitor.entry(object.nameAt(i), object.valueAt(i), SORTED);
    }
  }

  /// The layout of a list's items.
  default Layout items() {
    return SORTED;
  }

  /// The value without the nulls that the layout would write where nothing was set.
  default Json withoutNulls(Json value) {
    return value;
  }
}
