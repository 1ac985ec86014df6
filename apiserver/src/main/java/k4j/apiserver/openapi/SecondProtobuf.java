package k4j.apiserver.openapi;

import java.nio.charset.StandardCharsets;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonWriter;

/// OpenAPI v2 as the protobuf messages of `openapi.v2.Document`, which older clients ask for.
/// Pieces of the document may be written one after the other: protobuf merges them.
final class SecondProtobuf {

  private static final List<String> METHODS =
      List.of("get", "put", "post", "delete", "options", "head", "patch");

  private SecondProtobuf() {}

  private static ProtobufMessage message() {
    return new ProtobufMessage();
  }

  static byte[] head(JsonObject info, JsonObject parameters) {
    var shared = message();
    parameters.forEach((name, value) ->
        shared.message(1, named(name, parameter(value instanceof JsonObject o ? o : info))));
    var scheme = message().text(1, "apiKey").text(2, "authorization").text(3, "header");
    scheme.text(4, "Bearer Token authentication");
    var definition = named("BearerToken", message().message(2, scheme));
    return message()
        .text(1, "2.0")
        .message(2, message().text(1, info, "title").text(2, info, "version"))
        .message(10, shared)
        .message(12, message().message(1, named("BearerToken", message())))
        .message(13, message().message(1, definition))
        .bytes();
  }

  static byte[] path(String path, JsonObject item) {
    return message().message(8, message().message(2, named(path, item(item)))).bytes();
  }

  static byte[] definition(String name, JsonObject schema) {
    return message().message(9, message().message(1, named(name, schema(schema)))).bytes();
  }

  static byte[] sharedParameter(String name, JsonObject parameter) {
    return message().message(10, message().message(1, named(name, parameter(parameter)))).bytes();
  }

  /// What extension API servers say may be anything.
  private static JsonObject object(Json json) {
    return json instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  private static ProtobufMessage named(String name, ProtobufMessage value) {
    return message().text(1, name).message(2, value);
  }

  private static ProtobufMessage item(JsonObject item) {
    var out = message();
    for (String method : METHODS) {
      if (item.has(method)) {
        out.message(2 + METHODS.indexOf(method), operation(item.object(method)));
      }
    }
    parameters(item.array("parameters"), 9, out);
    return out;
  }

  private static ProtobufMessage operation(JsonObject operation) {
    var out = message();
    out.texts(1, operation.get("tags"));
    out.text(3, operation, "description");
    out.text(5, operation, "operationId");
    out.texts(6, operation.get("produces"));
    out.texts(7, operation.get("consumes"));
    parameters(operation.array("parameters"), 8, out);
    var responses = message();
    operation
        .object("responses")
        .forEach((code, response) ->
            responses.message(1, named(code, message().message(1, response(object(response))))));
    out.message(9, responses);
    out.texts(10, operation.get("schemes"));
    extensions(operation, 13, out);
    return out;
  }

  private static ProtobufMessage response(JsonObject response) {
    var out = message().text(1, response, "description");
    return response.has("schema")
        ? out.message(2, message().message(1, schema(response.object("schema"))))
        : out;
  }

  private static void parameters(JsonArray parameters, int field, ProtobufMessage out) {
    for (JsonObject each : parameters.objects()) {
      out.message(
          field,
          each.has("$ref")
              ? message().message(2, message().text(1, each, "$ref"))
              : message().message(1, parameter(each)));
    }
  }

  private static ProtobufMessage parameter(JsonObject parameter) {
    String place = parameter.string("in");
    if (place.equals("body")) {
      var body = message().text(1, parameter, "description").text(2, parameter, "name");
      body.text(3, place).flag(4, parameter.bool("required"));
      body.message(5, schema(parameter.object("schema")));
      return message().message(1, body);
    }
    boolean query = place.equals("query");
    var out = message().flag(1, parameter.bool("required")).text(2, place);
    out.text(3, parameter, "description").text(4, parameter, "name");
    out.text(query ? 6 : 5, parameter, "type");
    out.flag(query ? 20 : 19, parameter.bool("uniqueItems"));
    return message().message(2, message().message(query ? 3 : 4, out));
  }

  private static ProtobufMessage schema(JsonObject schema) {
    var out = message().text(1, schema, "$ref").text(2, schema, "format");
    out.text(4, schema, "description");
    out.texts(19, schema.get("required"));
    for (Json value : schema.array("enum")) {
      out.message(20, any(value));
    }
    if (schema.has("additionalProperties")) {
      out.message(21, message().message(1, schema(schema.object("additionalProperties"))));
    }
    if (schema.has("type")) {
      out.message(22, message().text(1, schema, "type"));
    }
    if (schema.has("items")) {
      out.message(23, message().message(1, schema(schema.object("items"))));
    }
    if (schema.has("properties")) {
      var properties = message();
      schema
          .object("properties")
          .forEach((name, value) -> properties.message(1, named(name, schema(object(value)))));
      out.message(25, properties);
    }
    extensions(schema, 31, out);
    return out;
  }

  private static void extensions(JsonObject object, int field, ProtobufMessage out) {
    object.forEach((name, value) -> {
      if (name.startsWith("x-")) {
        out.message(field, named(name, any(value)));
      }
    });
  }

  /// Any value is carried as YAML, of which JSON is a part.
  private static ProtobufMessage any(Json value) {
    byte[] json = JsonWriter.toBytes(value);
    return message().text(2, new String(json, StandardCharsets.UTF_8) + "\n");
  }
}
