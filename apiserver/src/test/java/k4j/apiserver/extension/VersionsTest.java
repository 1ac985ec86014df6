package k4j.apiserver.extension;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.UnaryOperator;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.apiserver.Api;
import k4j.apiserver.webhook.TestWebhook;
import org.junit.jupiter.api.Test;

class VersionsTest {

  private static final String V2 = "/apis/example.com/v2/namespaces/default/gadgets";
  private final Api api = new Api();

  private static JsonObject twoVersions() {
    JsonObject definition = Crds.gadgets("{'old':{'type':'string'}}", "");
    JsonObject first = definition.object("spec").array("versions").object(0);
    JsonObject second =
        Crds.gadgets("{'new':{'type':'string'}}", "")
            .object("spec")
            .array("versions")
            .object(0)
            .with("name", "v2")
            .with("storage", false);
    return Crds.withVersions(definition, first, second);
  }

  private static JsonObject second(String name, String spec) {
    return Crds.gadget(name, spec).with("apiVersion", "example.com/v2");
  }

  @Test
  void withoutConversionOnlyTheVersionChanges() {
    Crds.create(api, twoVersions());
    Crds.post(api, "one", "{'old':'x'}");
    JsonObject seen = api.get(V2 + "/one");
    assertThat(seen.string("apiVersion")).isEqualTo("example.com/v2");
    assertThat(seen.object("spec").isEmpty()).isTrue();
    JsonObject made = api.send("POST", V2, Request.JSON, second("two", "{'new':'y'}")).body();
    assertThat(made.string("apiVersion")).isEqualTo("example.com/v2");
    assertThat(api.get(Crds.GADGETS + "/two").string("apiVersion")).isEqualTo("example.com/v1");
    assertThat(Api.names(api.get(V2))).containsExactly("one", "two");
  }

  @Test
  void aWrongVersionIsRefused() {
    Crds.create(api, twoVersions());
    assertThat(Api.failureText(() -> Crds.post(api, second("one", "{}"))))
        .isEqualTo(
            "400 BadRequest: the API version in the data (example.com/v2) does not match the"
                + " expected API version (example.com/v1)");
  }

  private static JsonObject renamed(JsonObject review) {
    JsonObject request = review.object("request");
    JsonObject object = request.array("objects").object(0);
    boolean up = request.string("desiredAPIVersion").endsWith("v2");
    String from = up ? "old" : "new";
    String to = up ? "new" : "old";
    JsonObject spec = JsonObject.EMPTY.with(to, object.object("spec").string(from));
    return answer(
        request, object.with("apiVersion", request.string("desiredAPIVersion")).with("spec", spec));
  }

  private static JsonObject answer(JsonObject request, JsonObject converted) {
    return JsonObject.EMPTY
        .with("apiVersion", "apiextensions.k8s.io/v1")
        .with("kind", "ConversionReview")
        .with(
            "response",
            JsonObject.EMPTY
                .with("uid", request.string("uid"))
                .with("result", JsonObject.EMPTY.with("status", "Success"))
                .with("convertedObjects", JsonArray.of(converted)));
  }

  private JsonObject converting(TestWebhook webhook) {
    return twoVersions()
        .withAt(
            Api.json(
                """
                {'strategy':'Webhook','webhook':{'conversionReviewVersions':['v1'],
                 'clientConfig':{'url':'%s/convert','caBundle':'%s'}}}
                """
                    .formatted(webhook.url(), TestWebhook.caBundle())),
            "spec",
            "conversion");
  }

  @Test
  void aWebhookConverts() {
    try (var webhook = TestWebhook.answering(VersionsTest::renamed)) {
      Crds.create(api, converting(webhook));
      Crds.post(api, "one", "{'old':'x'}");
      assertThat(api.get(V2 + "/one").object("spec")).isEqualTo(Api.json("{'new':'x'}"));
      api.send("POST", V2, Request.JSON, second("two", "{'new':'y'}"));
      assertThat(api.get(Crds.GADGETS + "/two").object("spec")).isEqualTo(Api.json("{'old':'y'}"));
    }
  }

  @Test
  void whatAWebhookMayNotChangeIsAFailure() {
    UnaryOperator<JsonObject> renaming =
        review -> {
          JsonObject request = review.object("request");
          JsonObject object = request.array("objects").object(0);
          return answer(
              request,
              object
                  .with("apiVersion", request.string("desiredAPIVersion"))
                  .withAt(Json.of("other"), "metadata", "name"));
        };
    try (var webhook = TestWebhook.answering(renaming)) {
      Crds.create(api, converting(webhook));
      Crds.post(api, "one", "{}");
      assertThat(Api.failure(() -> api.get(V2 + "/one")).message())
          .isEqualTo(
              "conversion webhook for example.com/v1, Kind=Gadget returned invalid object: must"
                  + " have the same name: one != other");
    }
  }
}
