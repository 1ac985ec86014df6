package k4j.api.cel.type;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// What expressions need of an OpenAPI schema, read once from its tree (a JSONSchemaProps of a
/// CustomResourceDefinition, or any OpenAPI v3 schema without references).
public final class CelSchema {

  private static final JsonObject TEXT = JsonObject.builder().put("type", "string").build();

  private final JsonObject tree;
  private final String type;
  private final String format;
  private final boolean nullable;
  private final boolean intOrString;
  private final boolean embedded;
  private final boolean preserving;
  private final Map<String, CelSchema> properties;
  private final Map<String, String> escapedNames;
  private final @Nullable CelSchema additional;
  private final @Nullable CelSchema items;

  private CelSchema(JsonObject tree, boolean root) {
    this.tree = tree;
    type = tree.string("type");
    format = tree.string("format");
    nullable = flag("nullable");
    intOrString = flag("x-kubernetes-int-or-string");
    embedded = flag("x-kubernetes-embedded-resource");
    preserving = flag("x-kubernetes-preserve-unknown-fields");
    var found = new LinkedHashMap<String, CelSchema>();
    var escaped = new LinkedHashMap<String, String>();
    (root || embedded ? withMetadata(tree) : tree)
        .object("properties")
        .forEach((name, schema) -> {
          found.put(name, of((JsonObject) schema));
          PropertyNames.escape(name).ifPresent(shown -> escaped.put(shown, name));
        });
    properties = found;
    escapedNames = escaped;
    additional = tree.get("additionalProperties") instanceof JsonObject schema ? of(schema) : null;
    items = tree.get("items") instanceof JsonObject schema ? of(schema) : null;
  }

  public static CelSchema of(JsonObject schema) {
    return new CelSchema(schema, false);
  }

  /// The schema of a whole resource: `apiVersion`, `kind`, `metadata.name` and
  /// `metadata.generateName` can always be used.
  public static CelSchema ofResource(JsonObject schema) {
    return new CelSchema(schema, true);
  }

  private static JsonObject withMetadata(JsonObject schema) {
    JsonObject properties = schema.object("properties");
    JsonObject metadata =
        JsonObject.builder()
            .put("type", "object")
            .put(
                "properties",
                JsonObject.builder().put("name", TEXT).put("generateName", TEXT).build())
            .build();
    return schema.with(
        "properties",
        properties.with("apiVersion", TEXT).with("kind", TEXT).with("metadata", metadata));
  }

  private boolean flag(String name) {
    return tree.get(name) == JsonBoolean.TRUE;
  }

  /// The tree that the schema was read from.
  public JsonObject tree() {
    return tree;
  }

  public String type() {
    return type;
  }

  public String format() {
    return format;
  }

  public boolean nullable() {
    return nullable;
  }

  public boolean intOrString() {
    return intOrString;
  }

  public boolean embeddedResource() {
    return embedded;
  }

  public boolean preservesUnknownFields() {
    return preserving;
  }

  public Map<String, CelSchema> properties() {
    return properties;
  }

  /// The property that an identifier of an expression means, or null.
  public @Nullable String propertyOf(String identifier) {
    String name = escapedNames.get(identifier);
    return name != null || !PropertyNames.isReserved(identifier)
        ? name
        : escapedNames.get("__" + identifier + "__");
  }

  /// The identifiers of the properties that expressions can reach.
  public Iterable<String> identifiers() {
    return escapedNames.keySet();
  }

  public boolean isObject() {
    return embedded || !properties.isEmpty() || tree.has("properties");
  }

  public @Nullable CelSchema additionalProperties() {
    return additional;
  }

  public @Nullable CelSchema items() {
    return items;
  }

  public String listType() {
    return tree.string("x-kubernetes-list-type");
  }

  public List<String> listMapKeys() {
    return tree.array("x-kubernetes-list-map-keys").strings();
  }

  List<String> required() {
    return tree.array("required").strings();
  }

  @Nullable Json defaultValue() {
    return tree.get("default");
  }

  JsonArray enumValues() {
    return tree.array("enum");
  }

  /// A limit such as `maxItems`; -1 where there is none.
  long limit(String name) {
    return tree.get(name) instanceof JsonInteger number ? Math.max(0, number.value()) : -1;
  }
}
