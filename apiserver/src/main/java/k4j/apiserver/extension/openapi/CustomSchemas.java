package k4j.apiserver.extension.openapi;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Resource;
import k4j.apiserver.openapi.schema.Schemas.Dialect;

/// The schemas of custom resources and of their lists as OpenAPI shows them
/// (apiextensions-apiserver, `controller/openapi/builder`). Pure.
///
/// @param described any built-in kind, whose texts of `apiVersion` and `kind` all kinds share
public record CustomSchemas(ObjectType described) {

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String CONVENTIONS =
      "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md";
  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

  /// The kind itself.
  ///
  /// @param raw its `openAPIV3Schema`
  /// @param preserves whether its definition prunes nothing
  public JsonObject kind(Resource resource, JsonObject raw, boolean preserves, Dialect dialect) {
    boolean second = dialect == Dialect.V2;
    JsonObject schema;
    if (raw.isEmpty() || (second && (preserves || raw.bool(PRESERVE)))) {
      schema = JsonObject.EMPTY.with("type", "object");
    } else {
      JsonObject published = Published.of(raw);
      schema = embedded(second ? SecondDialect.of(published) : published, dialect);
      JsonObject properties =
          schema
              .object("properties")
              .with("apiVersion", text("apiVersion"))
              .with("kind", text("kind"))
              .with("metadata", metadata(dialect));
      schema = schema.with("properties", properties);
    }
    schema = schema.with("x-kubernetes-group-version-kind", kinds(resource, resource.kind()));
    return selectable(schema, resource);
  }

  private static JsonObject selectable(JsonObject schema, Resource resource) {
    List<Json> fields =
        resource.fieldSelectors().stream()
            .filter(name -> !name.startsWith("metadata."))
            .map(name -> (Json) JsonObject.EMPTY.with("fieldPath", name))
            .toList();
    return fields.isEmpty()
        ? schema
        : schema.with("x-kubernetes-selectable-fields", JsonArray.of(fields));
  }

  private JsonObject text(String field) {
    Field known = described.field(field);
    JsonObject schema = JsonObject.EMPTY.with("type", "string");
    return known == null ? schema : schema.with("description", known.description().text());
  }

  private static JsonObject metadata(Dialect dialect) {
    String text = "Standard object's metadata. More info: " + CONVENTIONS + "#metadata";
    return described(dialect.reference(META + "ObjectMeta"), text, dialect);
  }

  /// Beside a reference, the third version allows nothing.
  private static JsonObject described(JsonObject reference, String text, Dialect dialect) {
    JsonObject schema =
        dialect == Dialect.V2 ? reference : JsonObject.EMPTY.with("allOf", JsonArray.of(reference));
    return schema.with("description", text);
  }

  private static JsonArray kinds(Resource resource, String kind) {
    return JsonArray.of(
        JsonObject.EMPTY
            .with("group", resource.name().group())
            .with("version", resource.name().version())
            .with("kind", kind));
  }

  /// The list of a kind.
  ///
  /// @param definition the OpenAPI name of the kind
  public JsonObject list(Resource resource, String definition, String listKind, Dialect dialect) {
    JsonObject items =
        JsonObject.EMPTY
            .with(
                "description",
                "List of %s. More info: %s".formatted(resource.name().plural(), CONVENTIONS))
            .with("type", "array")
            .with("items", dialect.reference(definition));
    String text = "Standard list metadata. More info: " + CONVENTIONS + "#types-kinds";
    JsonObject metadata = described(dialect.reference(META + "ListMeta"), text, dialect);
    JsonObject schema =
        JsonObject.EMPTY
            .with("description", listKind + " is a list of " + resource.kind())
            .with("type", "object")
            .with("required", JsonArray.of(Json.of("items")))
            .with(
                "properties",
                JsonObject.EMPTY
                    .with("apiVersion", text("apiVersion"))
                    .with("kind", text("kind"))
                    .with("items", items)
                    .with("metadata", metadata))
            .with("x-kubernetes-group-version-kind", kinds(resource, listKind));
    return selectable(schema, resource);
  }

  /// Says of embedded objects that they are objects.
  private JsonObject embedded(JsonObject schema, Dialect dialect) {
    JsonObject result = schema;
    JsonObject properties = schema.object("properties");
    for (String name : properties.names()) {
      properties = properties.with(name, embedded(properties.object(name), dialect));
    }
    result = properties.isEmpty() ? result : result.with("properties", properties);
    for (String name : new String[] {"items", "additionalProperties"}) {
      if (result.get(name) instanceof JsonObject child) {
        result = result.with(name, embedded(child, dialect));
      }
    }
    boolean opaque = dialect == Dialect.V2 && result.bool(PRESERVE);
    return result.bool("x-kubernetes-embedded-resource") && !opaque
        ? asObject(result, dialect)
        : result;
  }

  private static JsonObject asObject(JsonObject schema, Dialect dialect) {
    JsonObject text = JsonObject.EMPTY.with("type", "string");
    JsonObject properties =
        schema
            .object("properties")
            .with(
                "apiVersion",
                text.with(
                    "description",
                    "apiVersion defines the versioned schema of this representation of an object."
                        + " More info: "
                        + CONVENTIONS
                        + "#resources"))
            .with(
                "kind",
                text.with(
                    "description",
                    "kind is a string value representing the type of this object. In CamelCase."
                        + " More info: "
                        + CONVENTIONS
                        + "#types-kinds"))
            .with("metadata", metadata(dialect));
    var required = new ArrayList<String>(schema.array("required").strings());
    for (String name : new String[] {"kind", "apiVersion"}) {
      if (!required.contains(name)) {
        required.add(name);
      }
    }
    return schema.with("properties", properties).with("required", JsonArray.ofStrings(required));
  }
}
