package k4j.apiserver.openapi;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.openapi.path.Operation;
import k4j.apiserver.openapi.path.Parameter;
import k4j.apiserver.openapi.path.PathItem;
import k4j.apiserver.openapi.schema.Schemas.Dialect;

/// Paths as OpenAPI v3 writes them.
final class Paths3 {

  private Paths3() {}

  static JsonObject item(PathItem item) {
    var out = JsonObject.builder();
    for (Operation operation : item.operations()) {
      out.put(operation.method(), operation(operation));
    }
    if (!item.parameters().isEmpty()) {
      out.put("parameters", parameters(item.parameters()));
    }
    return out.build();
  }

  private static JsonArray parameters(List<Parameter> parameters) {
    return JsonArray.of(parameters.stream().map(Paths3::parameter).toList());
  }

  private static JsonObject parameter(Parameter parameter) {
    JsonObject schema = JsonObject.EMPTY.with("type", parameter.type()).with("uniqueItems", true);
    JsonObject out =
        JsonObject.EMPTY
            .with("name", parameter.name())
            .with("in", parameter.place())
            .with("description", parameter.description())
            .with("schema", schema);
    return parameter.required() ? out.with("required", true) : out;
  }

  private static JsonObject operation(Operation operation) {
    var out =
        JsonObject.builder()
            .put("description", operation.description())
            .put("operationId", operation.id())
            .put("tags", JsonArray.of(Json.of(operation.tag())))
            .put("responses", responses(operation));
    if (!operation.parameters().isEmpty()) {
      out.put("parameters", parameters(operation.parameters()));
    }
    operation
        .body()
        .ifPresent(body -> {
          JsonObject content = content(operation.media().consumes(), body.definition());
          JsonObject request = JsonObject.EMPTY.with("content", content);
          out.put("requestBody", body.required() ? request.with("required", true) : request);
        });
    return Extensions.put(operation, out).build();
  }

  private static JsonObject content(List<String> mediaTypes, String definition) {
    var out = JsonObject.builder();
    JsonObject schema = JsonObject.EMPTY.with("schema", Extensions.schema(definition, Dialect.V3));
    mediaTypes.forEach(type -> out.put(type, schema));
    return out.build();
  }

  private static JsonObject responses(Operation operation) {
    var out = JsonObject.builder();
    operation
        .responses()
        .forEach((code, definition) ->
            out.put(
                Integer.toString(code),
                Extensions.response(code)
                    .with("content", content(operation.media().produces(), definition))));
    return out.put("401", Extensions.response(401)).build();
  }
}
