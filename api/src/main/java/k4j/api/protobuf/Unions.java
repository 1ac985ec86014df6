package k4j.api.protobuf;

import k4j.api.schema.Catalog;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import k4j.api.schema.Type.Scalar;
import k4j.api.schema.Type.ScalarKind;
import org.jspecify.annotations.Nullable;

/// The unions that JSON schemas consist of: in JSON a value of one kind or the other, in protobuf a
/// message with a field for each.
final class Unions {

  private final Catalog catalog;

  Unions(Catalog catalog) {
    this.catalog = catalog;
  }

  /// How a value that the schema does not look into lies in its message.
  enum Form {
    /// As JSON in field 1.
    RAW,
    /// A schema in field 1, or several in 2.
    OR_ARRAY,
    /// A schema in field 1, or texts in 2.
    OR_STRINGS,
    /// Whether anything is allowed in field 1, and a schema in 2.
    OR_BOOL
  }

  static Form of(String definition) {
    return switch (definition.substring(definition.lastIndexOf('.') + 1)) {
      case "JSONSchemaPropsOrArray" -> Form.OR_ARRAY;
      case "JSONSchemaPropsOrStringArray" -> Form.OR_STRINGS;
      case "JSONSchemaPropsOrBool" -> Form.OR_BOOL;
      default -> Form.RAW;
    };
  }

  /// The type of the schemas in a union.
  ObjectType schema(String definition) {
    String name = definition.substring(0, definition.lastIndexOf('.')) + ".JSONSchemaProps";
    @Nullable ObjectType type = catalog.definition(name);
    if (type == null) {
      throw new IllegalStateException("the schema has no " + name);
    }
    return type;
  }

  /// The type of what stands in the list of a union.
  Type element(String definition) {
    return of(definition) == Form.OR_STRINGS ? new Scalar(ScalarKind.STRING) : schema(definition);
  }
}
