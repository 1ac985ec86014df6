package k4j.schema.model;

import java.util.List;
import java.util.Optional;

/// A type with fields, such as `PodSpec`.
///
/// @param name the OpenAPI name
/// @param fields in the order in which Go declares them
public record DefinitionModel(
    PackageModel home, String name, Rules rules, String description, List<FieldModel> fields) {

  public DefinitionModel {
    fields = List.copyOf(fields);
  }

  /// The name without its package.
  public String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  public Optional<FieldModel> field(String fieldName) {
    return fields.stream().filter(f -> f.name().equals(fieldName)).findFirst();
  }

  /// Whether its objects stand for themselves: they say their kind.
  public boolean isKind() {
    return field("apiVersion").isPresent() && field("kind").isPresent() && hasMetadata("");
  }

  /// Whether it is a list of objects of a kind.
  public boolean isList() {
    return field("items").isPresent() && hasMetadata("ListMeta");
  }

  /// Whether it is an object with a name.
  public boolean isObject() {
    return isKind() && hasMetadata("ObjectMeta");
  }

  /// @param type the simple name of what `metadata` must be; any where empty
  private boolean hasMetadata(String type) {
    return field("metadata").filter(f -> type.isEmpty() || refersTo(f, type)).isPresent();
  }

  private static boolean refersTo(FieldModel field, String type) {
    return field.type() instanceof TypeModel.Reference reference
        && reference.definition().endsWith("." + type);
  }
}
