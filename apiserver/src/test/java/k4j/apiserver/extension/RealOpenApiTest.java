package k4j.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.openapi.OpenApiEndpoint;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import org.junit.jupiter.api.Test;

/// Holds what is published of two definitions against what kube-apiserver 1.36.2 publishes of them,
/// as it answered.
class RealOpenApiTest {

  private final Api api = new Api();
  private final OpenApiEndpoint openApi = new OpenApiEndpoint(api.config.catalog(), "v1.36.2");

  RealOpenApiTest() throws IOException {
    Crds.create(api, resource("gadgets"));
    Crds.create(api, resource("whales"));
  }

  private static JsonObject resource(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RealOpenApiTest.class.getResourceAsStream("openapi/" + name + ".json"))) {
      return JsonParser.parseObject(in.readAllBytes());
    }
  }

  private JsonObject document(String path) {
    User admin = User.of("admin");
    Call call = Call.of(admin, "GET", path, Query.NONE, Headers.of(Map.of()), Body.NONE);
    return JsonParser.parseObject(((Answer.Raw) openApi.answer(call).orElseThrow()).body());
  }

  @Test
  void theSecondVersion() throws IOException {
    JsonObject ours = document("/openapi/v2");
    JsonObject theirs = resource("second");
    for (String part : List.of("definitions", "paths")) {
      same(ours.object(part), theirs.object(part));
      assertThat(ours.object(part).names().stream().filter(name -> name.contains("example")))
          .containsExactlyInAnyOrderElementsOf(theirs.object(part).names());
    }
  }

  @Test
  void theThirdVersion() throws IOException {
    JsonObject ours = document("/openapi/v3/apis/example.com/v1");
    JsonObject theirs = resource("third");
    JsonObject schemas = theirs.object("components").object("schemas");
    assertThat(ours.object("components").object("schemas").names())
        .containsExactlyElementsOf(schemas.names());
    for (String name : schemas.names()) {
      if (name.contains("example")) {
        same(ours.object("components").object("schemas").object(name), schemas.object(name));
      }
    }
    same(ours.object("paths"), theirs.object("paths"));
    assertThat(ours.without("components").without("paths"))
        .isEqualTo(theirs.without("components").without("paths"));
    assertThat(ours.object("components").names()).containsExactly("schemas");
    assertThat(document("/openapi/v3").object("paths").names())
        .contains("apis/example.com/v1", "apis/example.com/v2")
        .doesNotContain("apis/example.com");
  }

  private static void same(JsonObject ours, JsonObject theirs) {
    theirs.forEach(
        (name, value) -> assertThat(ours.get(name)).as(name).hasToString(value.toString()));
  }
}
