package k4j.apiserver.openapi;

import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.apiserver.openapi.path.Operation;
import k4j.apiserver.openapi.schema.Schemas.Dialect;

/// What operations look alike in, in both versions.
final class Extensions {

  private Extensions() {}

  static JsonObjectBuilder put(Operation operation, JsonObjectBuilder out) {
    if (!operation.action().isEmpty()) {
      out.put("x-kubernetes-action", operation.action());
    }
    operation
        .kind()
        .ifPresent(kind ->
            out.put(
                "x-kubernetes-group-version-kind",
                JsonObject.EMPTY
                    .with("group", kind.group())
                    .with("version", kind.version())
                    .with("kind", kind.kind())));
    return out;
  }

  static JsonObject response(int code) {
    String text =
        switch (code) {
          case 200 -> "OK";
          case 201 -> "Created";
          case 202 -> "Accepted";
          default -> "Unauthorized";
        };
    return JsonObject.EMPTY.with("description", text);
  }

  static JsonObject schema(String definition, Dialect dialect) {
    return definition.equals(Operation.TEXT)
        ? JsonObject.EMPTY.with("type", "string")
        : dialect.reference(definition);
  }
}
