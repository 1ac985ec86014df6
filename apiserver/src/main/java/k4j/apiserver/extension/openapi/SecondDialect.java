package k4j.apiserver.extension.openapi;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Leaves out of a schema what version 2 of OpenAPI cannot say and old clients stumble over
/// (apiextensions-apiserver, `controller/openapi/v2`); defaults go too, as they do for built-in
/// kinds. Pure.
final class SecondDialect {

  private static final List<String> DROPPED = List.of("allOf", "anyOf", "default", "oneOf", "not");
  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

  private SecondDialect() {}

  static JsonObject of(JsonObject schema) {
    JsonObject result = schema;
    for (String name : DROPPED) {
      result = result.without(name);
    }
    boolean nullable = result.bool("nullable");
    boolean open = result.bool(PRESERVE);
    result = nullable ? result.without("type").without("nullable") : result;
    result = nullable || open ? result.without("items").without("properties") : result;
    boolean bareList = result.string("type").equals("array") && !result.has("items");
    boolean openObject = open && result.string("type").equals("object");
    result = bareList || openObject ? result.without("type") : result;
    result = required(result);
    return below(result);
  }

  private static JsonObject required(JsonObject schema) {
    if (!schema.has("required")) {
      return schema;
    }
    JsonObject properties = schema.object("properties");
    List<String> rest =
        schema.array("required").strings().stream()
            .filter(name -> !properties.object(name).bool("nullable"))
            .toList();
    boolean nullables = schema.object("additionalProperties").bool("nullable");
    return rest.isEmpty() || nullables
        ? schema.without("required")
        : schema.with("required", JsonArray.ofStrings(rest));
  }

  private static JsonObject below(JsonObject schema) {
    JsonObject result = schema;
    JsonObject properties = schema.object("properties");
    for (String name : properties.names()) {
      properties = properties.with(name, of(properties.object(name)));
    }
    result = properties.isEmpty() ? result : result.with("properties", properties);
    for (String name : new String[] {"items", "additionalProperties"}) {
      if (result.get(name) instanceof JsonObject child) {
        result = result.with(name, of(child));
      }
    }
    return result;
  }
}
