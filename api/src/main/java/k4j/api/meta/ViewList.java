package k4j.api.meta;

import java.util.AbstractList;
import java.util.Collection;
import java.util.RandomAccess;
import java.util.function.Function;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// A list of the tree, its items seen through views that are made when asked for.
public final class ViewList<T extends View> extends AbstractList<T> implements RandomAccess {

  private final JsonArray array;
  private final Function<JsonObject, T> view;

  private ViewList(JsonArray array, Function<JsonObject, T> view) {
    this.array = array;
    this.view = view;
  }

  public static <T extends View> ViewList<T> of(JsonArray array, Function<JsonObject, T> view) {
    return new ViewList<>(array, view);
  }

  /// The tree of a list of views.
  public static JsonArray json(Collection<? extends View> views) {
    return views instanceof ViewList<?> list
        ? list.array
        : JsonArray.of(views.stream().map(View::json).toList());
  }

  @Override
  public T get(int index) {
    return view.apply(array.object(index));
  }

  @Override
  public int size() {
    return array.size();
  }
}
