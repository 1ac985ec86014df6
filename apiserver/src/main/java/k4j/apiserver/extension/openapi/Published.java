package k4j.apiserver.extension.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.json.JsonString;

/// What OpenAPI shows of an `openAPIV3Schema`: what a structural schema keeps of it, without what
/// says nothing, and with int-or-string written out (apiextensions-apiserver,
/// `schema/kubeopenapi.go` and `unfold.go`). Pure.
final class Published {

  private static final String INT_OR_STRING = "x-kubernetes-int-or-string";

  /// Values that mean something whatever they are.
  private static final Set<String> VALUES = Set.of("default", "example");

  private static final Set<String> PLAIN =
      Set.of(
          "description",
          "enum",
          "exclusiveMaximum",
          "exclusiveMinimum",
          "externalDocs",
          "format",
          "maxItems",
          "maxLength",
          "maxProperties",
          "maximum",
          "minItems",
          "minLength",
          "minProperties",
          "minimum",
          "multipleOf",
          "nullable",
          "pattern",
          "required",
          "title",
          "type",
          "uniqueItems",
          "x-kubernetes-embedded-resource",
          INT_OR_STRING,
          "x-kubernetes-list-map-keys",
          "x-kubernetes-list-type",
          "x-kubernetes-map-type",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-validations");

  private static final List<String> JUNCTORS = List.of("allOf", "anyOf", "oneOf");

  private static final JsonArray EITHER =
      JsonArray.of(
          JsonObject.EMPTY.with("type", "integer"), JsonObject.EMPTY.with("type", "string"));

  private Published() {}

  static JsonObject of(JsonObject raw) {
    JsonObject schema = node(raw, false);
    return schema.bool(INT_OR_STRING) ? unfolded(schema) : schema;
  }

  /// @param nested whether below a junctor, where a schema declares nothing
  private static JsonObject node(JsonObject raw, boolean nested) {
    var out = JsonObject.builder();
    raw.forEach((name, value) -> {
      boolean shown = VALUES.contains(name) ? value != JsonNull.NULL : says(value);
      if (shown && (PLAIN.contains(name) || VALUES.contains(name))) {
        out.put(name, value);
      }
    });
    below(raw, nested, out);
    for (String junctor : JUNCTORS) {
      List<JsonObject> schemas = raw.array(junctor).objects();
      if (!schemas.isEmpty()) {
        out.put(junctor, JsonArray.of(schemas.stream().map(each -> node(each, true)).toList()));
      }
    }
    if (raw.get("not") instanceof JsonObject not) {
      out.put("not", node(not, true));
    }
    return out.build();
  }

  private static void below(JsonObject raw, boolean nested, JsonObjectBuilder out) {
    JsonObject properties = raw.object("properties");
    if (!properties.isEmpty()) {
      var children = JsonObject.builder();
      properties
          .names()
          .forEach(name -> children.put(name, child(properties.object(name), nested)));
      out.put("properties", children.build());
    }
    if (raw.get("items") instanceof JsonObject items) {
      out.put("items", child(items, nested));
    }
    Json additional = nested ? null : raw.get("additionalProperties");
    if (additional instanceof JsonObject schema) {
      out.put("additionalProperties", of(schema));
    } else if (additional instanceof JsonBoolean) {
      out.put("additionalProperties", additional);
    }
  }

  private static JsonObject child(JsonObject raw, boolean nested) {
    return nested ? node(raw, true) : of(raw);
  }

  /// Go leaves out what has the value that it has anyway.
  private static boolean says(Json value) {
    return switch (value) {
      case JsonNull _ -> false;
      case JsonBoolean bool -> bool == JsonBoolean.TRUE;
      case JsonString text -> !text.value().isEmpty();
      case JsonArray list -> !list.isEmpty();
      default -> true;
    };
  }

  private static JsonObject unfolded(JsonObject schema) {
    List<JsonObject> all = schema.array("allOf").objects();
    boolean first = !all.isEmpty() && all.getFirst().array("anyOf").equals(EITHER);
    if (first || schema.array("anyOf").equals(EITHER)) {
      return schema;
    }
    if (!schema.has("anyOf")) {
      return schema.with("anyOf", EITHER);
    }
    var more = new ArrayList<Json>(all);
    more.addFirst(JsonObject.EMPTY.with("anyOf", EITHER));
    return schema.with("allOf", JsonArray.of(more));
  }
}
