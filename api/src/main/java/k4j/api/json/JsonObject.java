package k4j.api.json;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A map from names to values: two small arrays, names ascending. A change makes a new object that
/// shares everything it did not touch. Names read from the wire are interned, so most comparisons
/// are of identity.
public final class JsonObject implements Json {

  public static final JsonObject EMPTY = new JsonObject(new String[0], new Json[0]);

  private final String[] names;
  private final Json[] values;

  private JsonObject(String[] names, Json[] values) {
    this.names = names;
    this.values = values;
  }

  /// Takes ownership of both arrays; names must ascend.
  static JsonObject owning(String[] names, Json[] values) {
    return names.length == 0 ? EMPTY : new JsonObject(names, values);
  }

  public static JsonObject of(Map<String, ? extends Json> entries) {
    var builder = builder();
    entries.forEach(builder::put);
    return builder.build();
  }

  public static JsonObject ofStrings(Map<String, String> entries) {
    var builder = builder();
    entries.forEach(builder::put);
    return builder.build();
  }

  public static JsonObjectBuilder builder() {
    return new JsonObjectBuilder();
  }

  /// A builder that starts with what this object holds.
  public JsonObjectBuilder toBuilder() {
    return new JsonObjectBuilder(names, values);
  }

  public int size() {
    return names.length;
  }

  public boolean isEmpty() {
    return names.length == 0;
  }

  public String nameAt(int index) {
    return names[index];
  }

  public Json valueAt(int index) {
    return values[index];
  }

  public List<String> names() {
    return List.of(names);
  }

  public Collection<Json> values() {
    return List.of(values);
  }

  /// Where the name stands, or `-(insertion point) - 1`.
  @SuppressWarnings("ReferenceEquality")
  int indexOf(String name) {
    if (names.length <= 8) {
      for (int i = 0; i < names.length; i++) {
        if (names[i] == name) { // interned on the way in: the common case needs no comparison
          return i;
        }
      }
    }
    return Arrays.binarySearch(names, name);
  }

  public boolean has(String name) {
    return indexOf(name) >= 0;
  }

  public @Nullable Json get(String name) {
    int index = indexOf(name);
    return index < 0 ? null : values[index];
  }

  /// The object there, or an empty one.
  public JsonObject object(String name) {
    return get(name) instanceof JsonObject object ? object : EMPTY;
  }

  /// The list there, or an empty one.
  public JsonArray array(String name) {
    return get(name) instanceof JsonArray array ? array : JsonArray.EMPTY;
  }

  /// The text there, or `""`.
  public String string(String name) {
    return get(name) instanceof JsonString text ? text.value() : "";
  }

  /// The whole number there, or 0.
  public long integer(String name) {
    return integer(name, 0);
  }

  public long integer(String name, long otherwise) {
    return switch (get(name)) {
      case JsonInteger number -> number.value();
      case JsonDecimal number when number.value() == Math.rint(number.value()) ->
          (long) number.value();
      case null, default -> otherwise;
    };
  }

  /// The truth there, or false.
  public boolean bool(String name) {
    return get(name) == JsonBoolean.TRUE;
  }

  /// The texts of a map of texts, in the order of their names.
  public Map<String, String> strings() {
    var result = new LinkedHashMap<String, String>();
    for (int i = 0; i < names.length; i++) {
      if (values[i] instanceof JsonString text) {
        result.put(names[i], text.value());
      }
    }
    return result;
  }

  /// The value down a path of names, or null where it ends early.
  public @Nullable Json at(String... path) {
    Json value = this;
    for (String name : path) {
      if (!(value instanceof JsonObject object)) {
        return null;
      }
      value = object.get(name);
    }
    return value;
  }

  @SuppressWarnings("ReferenceEquality")
  public JsonObject with(String name, Json value) {
    int index = indexOf(name);
    if (index >= 0) {
      if (values[index] == value) {
        return this;
      }
      Json[] next = values.clone();
      next[index] = value;
      return new JsonObject(names, next);
    }
    int at = -index - 1;
    String[] nextNames = new String[names.length + 1];
    Json[] nextValues = new Json[names.length + 1];
    System.arraycopy(names, 0, nextNames, 0, at);
    System.arraycopy(values, 0, nextValues, 0, at);
    nextNames[at] = name;
    nextValues[at] = value;
    System.arraycopy(names, at, nextNames, at + 1, names.length - at);
    System.arraycopy(values, at, nextValues, at + 1, names.length - at);
    return new JsonObject(nextNames, nextValues);
  }

  public JsonObject with(String name, String value) {
    return with(name, Json.of(value));
  }

  public JsonObject with(String name, long value) {
    return with(name, Json.of(value));
  }

  public JsonObject with(String name, boolean value) {
    return with(name, Json.of(value));
  }

  public JsonObject without(String name) {
    int index = indexOf(name);
    if (index < 0) {
      return this;
    }
    int size = names.length - 1;
    String[] nextNames = new String[size];
    Json[] nextValues = new Json[size];
    System.arraycopy(names, 0, nextNames, 0, index);
    System.arraycopy(values, 0, nextValues, 0, index);
    System.arraycopy(names, index + 1, nextNames, index, size - index);
    System.arraycopy(values, index + 1, nextValues, index, size - index);
    return owning(nextNames, nextValues);
  }

  /// Sets a value down a path of names, making objects on the way where there are none.
  public JsonObject withAt(Json value, String... path) {
    return withAt(value, List.of(path));
  }

  private JsonObject withAt(Json value, List<String> path) {
    String first = path.getFirst();
    return path.size() == 1
        ? with(first, value)
        : with(first, object(first).withAt(value, path.subList(1, path.size())));
  }

  /// Removes what stands at the end of a path of names; objects on the way stay, empty or not.
  public JsonObject withoutAt(String... path) {
    return withoutAt(List.of(path));
  }

  private JsonObject withoutAt(List<String> path) {
    String first = path.getFirst();
    if (path.size() == 1) {
      return without(first);
    }
    return get(first) instanceof JsonObject inner
        ? with(first, inner.withoutAt(path.subList(1, path.size())))
        : this;
  }

  public void forEach(BiConsumer<String, Json> each) {
    for (int i = 0; i < names.length; i++) {
      each.accept(names[i], values[i]);
    }
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || (other instanceof JsonObject object
            && Arrays.equals(names, object.names)
            && Arrays.equals(values, object.values));
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return JsonWriter.toString(this);
  }
}
