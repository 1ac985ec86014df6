package k4j.api.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// An ordered list of values.
public final class JsonArray implements Json, Iterable<Json> {

  public static final JsonArray EMPTY = new JsonArray(new Json[0]);

  private final Json[] items;

  private JsonArray(Json[] items) {
    this.items = items;
  }

  public static JsonArray of(Json... items) {
    return items.length == 0 ? EMPTY : new JsonArray(items.clone());
  }

  public static JsonArray of(Collection<? extends Json> items) {
    return items.isEmpty() ? EMPTY : new JsonArray(items.toArray(Json[]::new));
  }

  public static JsonArray ofStrings(Collection<String> values) {
    return of(values.stream().map(Json::of).toList());
  }

  /// Takes ownership of the array.
  static JsonArray owning(Json[] items) {
    return items.length == 0 ? EMPTY : new JsonArray(items);
  }

  public int size() {
    return items.length;
  }

  public boolean isEmpty() {
    return items.length == 0;
  }

  public Json get(int index) {
    return items[index];
  }

  /// The item, or an empty object where it is something else.
  public JsonObject object(int index) {
    return items[index] instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  /// The items that are objects.
  public List<JsonObject> objects() {
    return map(item -> item instanceof JsonObject object ? object : JsonObject.EMPTY);
  }

  /// The items that are texts.
  public List<String> strings() {
    var result = new ArrayList<String>(items.length);
    for (Json item : items) {
      if (item instanceof JsonString text) {
        result.add(text.value());
      }
    }
    return List.copyOf(result);
  }

  public <T> List<T> map(Function<? super Json, ? extends T> each) {
    var result = new ArrayList<T>(items.length);
    for (Json item : items) {
      result.add(each.apply(item));
    }
    return List.copyOf(result);
  }

  public Stream<Json> stream() {
    return Arrays.stream(items);
  }

  public JsonArray with(Json item) {
    Json[] next = Arrays.copyOf(items, items.length + 1);
    next[items.length] = item;
    return new JsonArray(next);
  }

  @SuppressWarnings("ReferenceEquality") // the same item: nothing changes
  public JsonArray withAt(int index, Json item) {
    if (items[index] == item) {
      return this;
    }
    Json[] next = items.clone();
    next[index] = item;
    return new JsonArray(next);
  }

  public JsonArray without(Predicate<Json> unwanted) {
    return of(stream().filter(unwanted.negate()).toList());
  }

  @Override
  public Iterator<Json> iterator() {
    return Arrays.asList(items).iterator();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof JsonArray array && Arrays.equals(items, array.items));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(items);
  }

  @Override
  public String toString() {
    return JsonWriter.toString(this);
  }
}
