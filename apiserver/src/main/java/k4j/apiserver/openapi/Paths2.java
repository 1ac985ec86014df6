package k4j.apiserver.openapi;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.openapi.path.Operation;
import k4j.apiserver.openapi.path.Parameter;
import k4j.apiserver.openapi.path.ParameterTable;
import k4j.apiserver.openapi.path.PathItem;
import k4j.apiserver.openapi.schema.Schemas.Dialect;

/// Paths as OpenAPI v2 writes them.
final class Paths2 {

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String DELETE_OPTIONS = "body-2Y1dVQaQ";
  private static final String PATCH = "body-78PwaGsr";

  private Paths2() {}

  static JsonObject item(PathItem item) {
    var out = JsonObject.builder();
    for (Operation operation : item.operations()) {
      out.put(operation.method(), operation(operation));
    }
    if (!item.parameters().isEmpty()) {
      List<JsonObject> all = item.parameters().stream().map(Paths2::reference).toList();
      out.put("parameters", JsonArray.of(all));
    }
    return out.build();
  }

  private static JsonObject operation(Operation operation) {
    var out =
        JsonObject.builder()
            .put("description", operation.description())
            .put("operationId", operation.id())
            .put("schemes", JsonArray.of(Json.of("https")))
            .put("tags", JsonArray.of(Json.of(operation.tag())))
            .put("responses", responses(operation));
    if (!operation.media().consumes().isEmpty()) {
      out.put("consumes", JsonArray.ofStrings(operation.media().consumes()));
    }
    if (!operation.media().produces().isEmpty()) {
      out.put("produces", JsonArray.ofStrings(operation.media().produces()));
    }
    List<Json> parameters = new ArrayList<>();
    operation.body().ifPresent(body -> parameters.add(body(body)));
    operation.parameters().forEach(parameter -> parameters.add(reference(parameter)));
    if (!parameters.isEmpty()) {
      out.put("parameters", JsonArray.of(parameters));
    }
    return Extensions.put(operation, out).build();
  }

  private static JsonObject body(Operation.RequestBody body) {
    if (body.definition().equals(META + "DeleteOptions") && !body.required()) {
      return shared(DELETE_OPTIONS);
    }
    return body.definition().equals(META + "Patch") ? shared(PATCH) : bodyOf(body);
  }

  private static JsonObject bodyOf(Operation.RequestBody body) {
    JsonObject parameter =
        JsonObject.EMPTY
            .with("in", "body")
            .with("name", "body")
            .with("schema", Dialect.V2.reference(body.definition()));
    return body.required() ? parameter.with("required", true) : parameter;
  }

  private static JsonObject shared(String key) {
    return JsonObject.EMPTY.with("$ref", "#/parameters/" + key);
  }

  private static JsonObject reference(Parameter parameter) {
    return parameter.shared() ? shared(parameter.key()) : parameter(parameter);
  }

  private static JsonObject parameter(Parameter parameter) {
    JsonObject out =
        JsonObject.EMPTY
            .with("name", parameter.name())
            .with("in", parameter.place())
            .with("type", parameter.type())
            .with("uniqueItems", true)
            .with("description", parameter.description());
    return parameter.required() ? out.with("required", true) : out;
  }

  /// The parameters that paths refer to.
  static JsonObject sharedParameters(ParameterTable table) {
    var out = JsonObject.builder();
    for (Parameter parameter : table.all()) {
      if (parameter.shared()) {
        out.put(parameter.key(), parameter(parameter));
      }
    }
    out.put(DELETE_OPTIONS, bodyOf(new Operation.RequestBody(META + "DeleteOptions", false)));
    out.put(PATCH, bodyOf(new Operation.RequestBody(META + "Patch", true)));
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
                    .with("schema", Extensions.schema(definition, Dialect.V2))));
    return out.put("401", Extensions.response(401)).build();
  }
}
