package k4j.api.schema;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.Layout;

/// What a value may be. Built-in kinds and custom resources are described by the same types.
public sealed interface Type extends Layout
    permits Type.Scalar, Type.ListOf, Type.MapOf, ObjectType, Type.Anything {

  /// A leaf.
  record Scalar(ScalarKind kind) implements Type {}

  /// A list. `keys` names the fields that tell items apart when `kind` is MAP.
  record ListOf(Type element, ListKind kind, List<String> keys) implements Type {
    public ListOf {
      keys = List.copyOf(keys);
    }

    @Override
    public Layout items() {
      return element;
    }

    @Override
    public Json withoutNulls(Json value) {
      if (!(value instanceof JsonArray array) || element instanceof Scalar) {
        return value;
      }
      JsonArray result = array;
      for (int i = 0; i < array.size(); i++) {
        result = result.withAt(i, element.withoutNulls(array.get(i)));
      }
      return result;
    }
  }

  /// A map from any name to one type.
  record MapOf(Type value, boolean atomic) implements Type {

    @Override
    public void lay(JsonObject object, Visitor visitor) {
      for (int i = 0; i < object.size(); i++) {
        visitor.entry(object.nameAt(i), object.valueAt(i), value);
      }
    }

    @Override
    public Json withoutNulls(Json given) {
      if (!(given instanceof JsonObject map) || value instanceof Scalar) {
        return given;
      }
      JsonObject result = map;
      for (int i = 0; i < map.size(); i++) {
        result = result.with(map.nameAt(i), value.withoutNulls(map.valueAt(i)));
      }
      return result;
    }
  }

  /// Any JSON at all, kept as it is: `RawExtension`, `FieldsV1`, `JSON`, unknown fields preserved.
  ///
  /// @param definition the OpenAPI name of what it stands for, or `""`
  record Anything(String definition) implements Type {
    public Anything() {
      this("");
    }

    @Override
    public void lay(JsonObject object, Visitor visitor) {
      if (definition.equals(FieldsLayout.DEFINITION)) {
        FieldsLayout.FIELDS.lay(object, visitor);
      } else {
        Type.super.lay(object, visitor);
      }
    }
  }

  /// The leaves that the API knows; each has its own rules of reading, defaulting and protobuf
  /// form.
  enum ScalarKind {
    STRING,
    BOOLEAN,
    INT32,
    INT64,
    DOUBLE,
    /// Base64 text in JSON.
    BYTES,
    /// RFC 3339 with seconds.
    TIME,
    /// RFC 3339 with microseconds.
    MICRO_TIME,
    /// A Go duration such as `1m30s`.
    DURATION,
    QUANTITY,
    INT_OR_STRING
  }

  /// How server-side apply merges a list (`x-kubernetes-list-type`).
  enum ListKind {
    ATOMIC,
    SET,
    MAP
  }
}
