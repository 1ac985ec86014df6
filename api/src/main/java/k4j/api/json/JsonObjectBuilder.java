package k4j.api.json;

import java.util.Arrays;

/// Collects the entries of an object in any order; a name put twice keeps its last value.
public final class JsonObjectBuilder {

  private String[] names;
  private Json[] values;
  private int size;

  JsonObjectBuilder() {
    names = new String[8];
    values = new Json[8];
  }

  JsonObjectBuilder(String[] names, Json[] values) {
    this.names = Arrays.copyOf(names, names.length + 4);
    this.values = Arrays.copyOf(values, values.length + 4);
    size = names.length;
  }

  public JsonObjectBuilder put(String name, Json value) {
    // Entries mostly come in order: try the end before searching.
    int at = size == 0 || names[size - 1].compareTo(name) < 0 ? -size - 1 : search(name);
    if (at >= 0) {
      values[at] = value;
      return this;
    }
    insert(-at - 1, name, value);
    return this;
  }

  private int search(String name) {
    return Arrays.binarySearch(names, 0, size, name);
  }

  private void insert(int at, String name, Json value) {
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    System.arraycopy(names, at, names, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    names[at] = name;
    values[at] = value;
    size++;
  }

  public JsonObjectBuilder put(String name, String value) {
    return put(name, Json.of(value));
  }

  public JsonObjectBuilder put(String name, long value) {
    return put(name, Json.of(value));
  }

  public JsonObjectBuilder put(String name, boolean value) {
    return put(name, Json.of(value));
  }

  public boolean has(String name) {
    return search(name) >= 0;
  }

  public int size() {
    return size;
  }

  public JsonObject build() {
    return size == 0
        ? JsonObject.EMPTY
        : JsonObject.owning(Arrays.copyOf(names, size), Arrays.copyOf(values, size));
  }
}
