package k4j.api.apply;

import java.util.List;
import java.util.function.BiConsumer;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import org.jspecify.annotations.Nullable;

/// Sets of fields in the very form in which `managedFields` holds them (FieldsV1): an object whose
/// names are path elements. An element belongs to the set if its node is empty or has `.`.
final class FieldSets {

  static final JsonObject EMPTY = JsonObject.EMPTY;
  static final String SELF = ".";

  private FieldSets() {}

  static boolean member(JsonObject node) {
    return node.isEmpty() || node.has(SELF);
  }

  static JsonObject children(JsonObject node) {
    return node.without(SELF);
  }

  /// Null where there is nothing to hold.
  static @Nullable JsonObject node(boolean member, JsonObject children) {
    if (children.isEmpty()) {
      return member ? EMPTY : null;
    }
    return member ? children.with(SELF, EMPTY) : children;
  }

  private static void put(JsonObjectBuilder out, String name, @Nullable JsonObject node) {
    if (node != null) {
      out.put(name, node);
    }
  }

  static JsonObject union(JsonObject a, JsonObject b) {
    if (a.isEmpty() || a.equals(b)) {
      return b;
    }
    if (b.isEmpty()) {
      return a;
    }
    JsonObjectBuilder out = a.toBuilder();
    b.forEach((name, value) -> {
      JsonObject right = (JsonObject) value;
      if (a.get(name) instanceof JsonObject left) {
        put(out, name, node(member(left) || member(right), union(children(left), children(right))));
      } else {
        out.put(name, right);
      }
    });
    return out.build();
  }

  static JsonObject difference(JsonObject a, JsonObject b) {
    return without(a, b, false);
  }

  /// Takes away also what lies below the members of `b`.
  static JsonObject recursiveDifference(JsonObject a, JsonObject b) {
    return without(a, b, true);
  }

  private static JsonObject without(JsonObject a, JsonObject b, boolean recursive) {
    if (a.isEmpty() || b.isEmpty()) {
      return a;
    }
    JsonObjectBuilder out = JsonObject.builder();
    a.forEach((name, value) -> {
      JsonObject left = (JsonObject) value;
      if (!(b.get(name) instanceof JsonObject right)) {
        out.put(name, left);
      } else if (!recursive || !member(right)) {
        JsonObject rest = without(children(left), children(right), recursive);
        put(out, name, node(member(left) && !member(right), rest));
      }
    });
    return out.build();
  }

  static JsonObject intersection(JsonObject a, JsonObject b) {
    JsonObjectBuilder out = JsonObject.builder();
    a.forEach((name, value) -> {
      JsonObject left = (JsonObject) value;
      if (b.get(name) instanceof JsonObject right) {
        put(
            out,
            name,
            node(member(left) && member(right), intersection(children(left), children(right))));
      }
    });
    return out.build();
  }

  /// Adds the fields of structs below which the set holds something.
  static JsonObject withNamedFields(JsonObject set, Type type) {
    JsonObjectBuilder out = JsonObject.builder();
    set.forEach((name, value) -> {
      JsonObject node = (JsonObject) value;
      boolean named =
          name.startsWith("f:")
              && type instanceof ObjectType object
              && object.field(name.substring(2)) != null;
      JsonObject inner = withNamedFields(children(node), below(type, name));
      put(out, name, node(member(node) || named, inner));
    });
    return out.build();
  }

  /// The type of what stands at a path element.
  static Type below(Type type, String element) {
    return switch (type) {
      case ObjectType object -> {
        Field field = element.startsWith("f:") ? object.field(element.substring(2)) : null;
        yield field == null ? Trees.ANYTHING : field.type();
      }
      case Type.MapOf map -> map.value();
      case Type.ListOf list -> list.element();
      case Type.Scalar _, Type.Anything _ -> Trees.ANYTHING;
    };
  }

  /// Each member's path in its shown form, members of a level before what lies below.
  static void forEachPath(JsonObject set, String prefix, BiConsumer<String, Boolean> each) {
    set.forEach((name, value) -> {
      if (member((JsonObject) value)) {
        each.accept(prefix + PathElements.show(name), true);
      }
    });
    set.forEach((name, value) ->
        forEachPath(children((JsonObject) value), prefix + PathElements.show(name), each));
  }

  /// A set of paths such as `metadata.name`.
  static JsonObject ofPaths(Iterable<String> paths) {
    JsonObject set = EMPTY;
    for (String path : paths) {
      List<String> parts = List.of(path.split("\\."));
      JsonObject node = EMPTY;
      for (String part : parts.reversed()) {
        node = EMPTY.with("f:" + part, (Json) node);
      }
      set = union(set, node);
    }
    return set;
  }
}
