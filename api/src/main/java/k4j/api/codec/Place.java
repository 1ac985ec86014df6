package k4j.api.codec;

import org.jspecify.annotations.Nullable;

/// Where the decoder stands: a chain of fields, items and keys up to the object.
///
/// @param definition of the struct that holds the field; empty for items and keys
/// @param name the field, the key, or the item's index
record Place(@Nullable Place parent, String definition, String name, boolean index) {

  static Place field(@Nullable Place parent, String definition, String name) {
    return new Place(parent, definition, name, false);
  }

  Place item(int index) {
    return new Place(this, "", Integer.toString(index), true);
  }

  Place key(String key) {
    return new Place(this, "", key, false);
  }

  /// As strict decoding names it: `spec.containers[0].foo`.
  String strictPath() {
    String before = parent == null ? "" : parent.strictPath();
    if (index) {
      return before + "[" + name + "]";
    }
    return before.isEmpty() ? name : before + "." + name;
  }

  /// As Go's decoder names it: only fields of structs, `spec.containers.image`.
  private String goPath() {
    String before = parent == null ? "" : parent.goPath();
    if (definition.isEmpty()) {
      return before;
    }
    return before.isEmpty() ? name : before + "." + name;
  }

  private String struct() {
    if (!definition.isEmpty()) {
      return definition.substring(definition.lastIndexOf('.') + 1);
    }
    return parent == null ? "" : parent.struct();
  }

  DecodeException cannotUnmarshal(String what, String goType) {
    return new DecodeException(
        "json: cannot unmarshal %s into Go struct field %s.%s of type %s"
            .formatted(what, struct(), goPath(), goType));
  }
}
