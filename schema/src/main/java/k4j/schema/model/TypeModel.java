package k4j.schema.model;

/// What a field may hold, as the compiler sees it.
public sealed interface TypeModel {

  record Scalar(ScalarName name) implements TypeModel {}

  record ListOf(TypeModel element) implements TypeModel {}

  record MapOf(TypeModel value) implements TypeModel {}

  /// Another definition, by its OpenAPI name.
  record Reference(String definition) implements TypeModel {}

  /// Any JSON; the definition that OpenAPI refers to, or `""`.
  record Anything(String definition) implements TypeModel {}

  /// The leaves.
  enum ScalarName {
    STRING(0, "string"),
    BOOLEAN(1, "boolean"),
    INT32(2, "int32"),
    INT64(3, "int64"),
    DOUBLE(4, "double"),
    BYTES(5, "bytes"),
    TIME(6, "Time"),
    MICRO_TIME(7, "MicroTime"),
    DURATION(8, "Duration"),
    QUANTITY(9, "Quantity"),
    INT_OR_STRING(10, "IntOrString");

    private final int code;
    private final String word;

    ScalarName(int code, String word) {
      this.code = code;
      this.word = word;
    }

    /// What the compiled schema holds for it: the position in `k4j.api.schema.Type.ScalarKind`.
    public int code() {
      return code;
    }

    /// What the overlay writes for it.
    public String word() {
      return word;
    }
  }
}
