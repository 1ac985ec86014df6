package k4j.apiserver.openapi;

import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// How clients show who they are, as far as OpenAPI tells.
final class Security {

  private static final JsonObject BEARER =
      JsonObject.EMPTY
          .with("type", "apiKey")
          .with("name", "authorization")
          .with("in", "header")
          .with("description", "Bearer Token authentication");

  private Security() {}

  static JsonArray requirement() {
    return JsonArray.of(JsonObject.EMPTY.with("BearerToken", JsonArray.EMPTY));
  }

  static JsonObject definition() {
    return JsonObject.EMPTY.with("BearerToken", BEARER);
  }
}
