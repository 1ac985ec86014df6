package k4j.api.validation;

import org.jspecify.annotations.Nullable;

/// Where in an object something stands: `spec.containers[0].name`. Made while walking, written out
/// only when something is wrong.
///
/// @param bracketed whether the name is an index or a map's key
public record FieldPath(@Nullable FieldPath parent, String name, boolean bracketed) {

  /// The whole object.
  public static final FieldPath ROOT = new FieldPath(null, "", false);

  public static FieldPath of(String name) {
    return new FieldPath(null, name, false);
  }

  public FieldPath child(String childName) {
    return new FieldPath(this, childName, false);
  }

  public FieldPath child(String first, String second) {
    return child(first).child(second);
  }

  public FieldPath index(int index) {
    return new FieldPath(this, Integer.toString(index), true);
  }

  public FieldPath key(String key) {
    return new FieldPath(this, key, true);
  }

  @Override
  public String toString() {
    var out = new StringBuilder();
    write(out);
    return out.toString();
  }

  private void write(StringBuilder out) {
    if (parent != null) {
      parent.write(out);
    }
    if (bracketed) {
      out.append('[').append(name).append(']');
    } else if (!name.isEmpty()) {
      out.append(out.isEmpty() ? "" : ".").append(name);
    }
  }
}
