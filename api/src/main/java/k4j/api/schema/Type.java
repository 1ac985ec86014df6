package k4j.api.schema;

import java.util.List;

/// What a value may be. Built-in kinds and custom resources are described by the same types.
public sealed interface Type
    permits Type.Scalar, Type.ListOf, Type.MapOf, ObjectType, Type.Anything {

  /// A leaf.
  record Scalar(ScalarKind kind) implements Type {}

  /// A list. `keys` names the fields that tell items apart when `kind` is MAP.
  record ListOf(Type element, ListKind kind, List<String> keys) implements Type {
    public ListOf {
      keys = List.copyOf(keys);
    }
  }

  /// A map from any name to one type.
  record MapOf(Type value, boolean atomic) implements Type {}

  /// Any JSON at all, kept as it is: `RawExtension`, `FieldsV1`, `JSON`, unknown fields preserved.
  ///
  /// @param definition the OpenAPI name of what it stands for, or `""`
  record Anything(String definition) implements Type {
    public Anything() {
      this("");
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
