package k4j.apiserver.negotiation;

import java.util.function.Function;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.Layout;
import k4j.api.schema.ObjectType;
import org.jspecify.annotations.Nullable;

/// Lays out an object as its kind is, and likewise the objects in the rows of a table.
///
/// @param types the type of an object by what it says of itself; null where there is none
record KindLayout(Function<JsonObject, @Nullable ObjectType> types) implements Layout {

  @Override
  public void lay(JsonObject object, Visitor visitor) {
    ObjectType type = types.apply(object);
    if (type == null) {
      Layout.super.lay(object, visitor);
    } else if (object.string("kind").equals("Table")) {
      type.lay(object, within("rows", visitor, this::row));
    } else {
      type.lay(object, visitor);
    }
  }

  private Layout row(Layout rows) {
    return new Layout() {
      @Override
      public Layout items() {
        Layout row = rows.items();
        return new Layout() {
          @Override
          public void lay(JsonObject object, Visitor visitor) {
            row.lay(object, within("object", visitor, _ -> KindLayout.this));
          }
        };
      }
    };
  }

  /// Gives one entry another layout.
  private static Visitor within(String wanted, Visitor next, Function<Layout, Layout> change) {
    return (String name, Json value, Layout layout) ->
        next.entry(name, value, name.equals(wanted) ? change.apply(layout) : layout);
  }
}
