package k4j.apiserver.openapi.schema;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.schema.Catalog;
import k4j.api.schema.Field;
import k4j.api.schema.ObjectType;
import k4j.api.schema.Type;
import k4j.api.schema.Type.ListKind;
import k4j.api.schema.Type.ScalarKind;
import org.jspecify.annotations.Nullable;

/// The schemas of definitions in the dialect of one version of OpenAPI.
public final class Schemas {

  private static final List<ScalarKind> NAMED =
      List.of(
          ScalarKind.TIME, ScalarKind.MICRO_TIME, ScalarKind.QUANTITY, ScalarKind.INT_OR_STRING);

  private final Catalog catalog;
  private final Dialect dialect;

  /// What the versions do differently.
  public enum Dialect {
    V2("#/definitions/"),
    V3("#/components/schemas/");

    private final String prefix;

    Dialect(String prefix) {
      this.prefix = prefix;
    }

    public JsonObject reference(String definition) {
      return JsonObject.EMPTY.with("$ref", prefix + definition);
    }
  }

  public Schemas(Catalog catalog, Dialect dialect) {
    this.catalog = catalog;
    this.dialect = dialect;
  }

  public JsonObject definition(String name) {
    JsonObject ready = catalog.openApi(name, dialect == Dialect.V2);
    if (ready != null) {
      return ready;
    }
    ObjectType type = catalog.definition(name);
    JsonObject schema = type == null ? leaf(name) : object(type);
    String text = catalog.describe(name);
    return text.isEmpty() ? schema : schema.with("description", text);
  }

  /// A type that is no object: a scalar with a name, or anything at all.
  private JsonObject leaf(String name) {
    for (ScalarKind kind : NAMED) {
      Leaf leaf = Leaf.of(kind);
      if (leaf.definition().equals(name)) {
        return dialect == Dialect.V2 ? leaf.schema() : either(kind, leaf);
      }
    }
    boolean object = name.endsWith(".RawExtension") || name.endsWith(".FieldsV1");
    return object ? JsonObject.EMPTY.with("type", "object") : JsonObject.EMPTY;
  }

  /// Only the third version can say that a value is one of two types.
  private static JsonObject either(ScalarKind kind, Leaf leaf) {
    return switch (kind) {
      case QUANTITY -> oneOf("string", "number");
      case INT_OR_STRING -> oneOf("integer", "string").with("format", leaf.format());
      default -> leaf.schema();
    };
  }

  private static JsonObject oneOf(String one, String other) {
    return JsonObject.EMPTY.with(
        "oneOf",
        JsonArray.of(JsonObject.EMPTY.with("type", one), JsonObject.EMPTY.with("type", other)));
  }

  private JsonObject object(ObjectType type) {
    var out = JsonObject.builder().put("type", "object");
    if (!type.fields().isEmpty()) {
      var properties = JsonObject.builder();
      type.fields().forEach(field -> properties.put(field.name(), field(field)));
      out.put("properties", properties.build());
    }
    List<String> required =
        type.fields().stream().filter(Field::required).map(Field::name).toList();
    if (!required.isEmpty()) {
      out.put("required", JsonArray.ofStrings(required));
    }
    if (type.atomic()) {
      out.put("x-kubernetes-map-type", "atomic");
    }
    DefinitionExtensions.put(type, catalog, out);
    return out.build();
  }

  private JsonObject field(Field field) {
    var out = JsonObject.builder();
    String text = field.description().text();
    JsonObject schema = schema(field.type());
    if (dialect == Dialect.V3 && schema.has("$ref")) {
      out.put("allOf", JsonArray.of(schema));
    } else {
      schema.forEach(out::put);
    }
    Json defaultValue = dialect == Dialect.V3 ? defaultOf(field) : null;
    if (defaultValue != null) {
      out.put("default", defaultValue);
    }
    if (!field.allowedValues().isEmpty()) {
      text = enumeration(field, text, out);
    }
    if (!text.isEmpty()) {
      out.put("description", text);
    }
    patch(field.patch(), out);
    return out.build();
  }

  /// What Go's zero value means for a required field, where nothing else is declared.
  private static @Nullable Json defaultOf(Field field) {
    if (field.defaultValue() != null) {
      return field.defaultValue();
    }
    if (field.name().equals("metadata") && field.type() instanceof ObjectType) {
      return JsonObject.EMPTY;
    }
    return field.required() ? ZeroValue.of(field.type()) : null;
  }

  private static String enumeration(Field field, String text, JsonObjectBuilder out) {
    JsonArray values = JsonArray.ofStrings(field.allowedValues());
    if (field.type() instanceof Type.ListOf) {
      JsonObject items = out.build().object("items").with("enum", values);
      out.put("items", items);
    } else {
      out.put("enum", values);
    }
    var all = new StringBuilder(text).append("\n\nPossible enum values:");
    field.allowedValues().forEach(value -> all.append("\n - `\"").append(value).append("\"`"));
    return all.toString();
  }

  private static void patch(Field.PatchStrategy patch, JsonObjectBuilder out) {
    if (patch.merge() || patch.retainKeys()) {
      String both = patch.merge() ? "merge,retainKeys" : "retainKeys";
      out.put("x-kubernetes-patch-strategy", patch.retainKeys() ? both : "merge");
    }
    if (!patch.mergeKey().isEmpty()) {
      out.put("x-kubernetes-patch-merge-key", patch.mergeKey());
    }
  }

  private JsonObject schema(Type type) {
    return switch (type) {
      case Type.Scalar scalar -> {
        Leaf leaf = Leaf.of(scalar.kind());
        yield leaf.definition().isEmpty() ? leaf.schema() : dialect.reference(leaf.definition());
      }
      case ObjectType object ->
          object.name().isEmpty() ? object(object) : dialect.reference(object.name());
      case Type.Anything anything ->
          anything.definition().isEmpty()
              ? JsonObject.EMPTY
              : dialect.reference(anything.definition());
      case Type.MapOf map -> {
        JsonObject schema =
            JsonObject.EMPTY
                .with("type", "object")
                .with("additionalProperties", element(map.value()));
        yield map.atomic() ? schema.with("x-kubernetes-map-type", "atomic") : schema;
      }
      case Type.ListOf list -> list(list);
    };
  }

  private JsonObject list(Type.ListOf list) {
    String kind =
        switch (list.kind()) {
          case ATOMIC -> "atomic";
          case SET -> "set";
          case MAP -> "map";
        };
    JsonObject schema =
        JsonObject.EMPTY
            .with("type", "array")
            .with("items", element(list.element()))
            .with("x-kubernetes-list-type", kind);
    return list.kind() == ListKind.MAP
        ? schema.with("x-kubernetes-list-map-keys", JsonArray.ofStrings(list.keys()))
        : schema;
  }

  /// What a list or map holds; the kind of a list is told of fields alone.
  private JsonObject element(Type type) {
    return schema(type).without("x-kubernetes-list-type");
  }
}
