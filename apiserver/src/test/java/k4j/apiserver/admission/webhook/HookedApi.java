package k4j.apiserver.admission.webhook;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.Api;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.webhook.EndpointResolver;
import k4j.apiserver.webhook.TestWebhook;
import k4j.apiserver.webhook.WebhookClients;
import k4j.testing.MovableClock;

/// An API server that asks webhooks, and one server for all of them: the path of a webhook's URL
/// tells what it answers.
final class HookedApi implements AutoCloseable {

  private static final String REGISTRATION = "/apis/admissionregistration.k8s.io/v1/";

  final MovableClock time = new MovableClock();
  final TestWebhook hooks = TestWebhook.answering(this::answer);
  final Api api;
  private WebhookClients clients;
  private volatile Function<JsonObject, JsonObject> answers = _ -> allowed();

  HookedApi() {
    api =
        new Api(builder ->
            builder.plugins(reader -> {
              clients =
                  new WebhookClients(
                      new EndpointResolver(reader, new java.util.SplittableRandom(1)), time, time);
              Authorizer everything = _ -> Authorizer.Decision.ALLOW;
              var caller = new WebhookCaller(clients, new BuiltinCatalog(), () -> "review-uid");
              return List.of(
                  new MutatingAdmissionWebhook(reader, everything, caller),
                  new ValidatingAdmissionWebhook(reader, everything, caller));
            }));
  }

  private JsonObject answer(JsonObject review) {
    JsonObject request = review.object("request");
    JsonObject answer = answers.apply(request);
    return answer.has("kind")
        ? answer
        : JsonObject.EMPTY
            .with("kind", "AdmissionReview")
            .with("apiVersion", review.string("apiVersion"))
            .with(
                "response", answer.has("uid") ? answer : answer.with("uid", request.string("uid")));
  }

  /// What the webhooks answer from now on: the `response`, or a whole review.
  ///
  /// @param byRequest from the `request` of the review
  void answering(Function<JsonObject, JsonObject> byRequest) {
    answers = byRequest;
  }

  void answering(String response) {
    JsonObject fixed = Api.json(response);
    answers = _ -> fixed;
  }

  static JsonObject allowed() {
    return Api.json("{'allowed':true}");
  }

  /// Allows, with a JSON patch.
  static JsonObject patch(String operations) {
    byte[] json = operations.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return allowed()
        .with("patchType", "JSONPatch")
        .with("patch", new JsonString(Base64.getEncoder().encodeToString(json)));
  }

  /// @param type `mutating` or `validating`
  /// @param more fields of the webhook beyond its name, URL and what it must have
  JsonObject configure(String type, String name, String rule, String more) {
    return api.post(
        REGISTRATION + type + "webhookconfigurations",
        ("{'metadata':{'name':'%s'},'webhooks':[{'name':'%s.example.com','sideEffects':'None',"
                + "'admissionReviewVersions':['v1'],'rules':[%s],'clientConfig':{'url':'%s/%s',"
                + "'caBundle':'%s'}%s}]}")
            .formatted(
                name,
                name,
                rule,
                hooks.url(),
                name,
                TestWebhook.caBundle(),
                more.isEmpty() ? "" : "," + more));
  }

  static String rule(String operations, String resources) {
    return "{'operations':[%s],'apiGroups':['*'],'apiVersions':['*'],'resources':[%s]}"
        .formatted(operations, resources);
  }

  /// The `request` that a webhook got next.
  JsonObject asked() {
    var next = hooks.received().poll();
    if (next == null) {
      throw new AssertionError("no webhook was asked");
    }
    return next.body().object("request");
  }

  @Override
  public void close() {
    hooks.close();
    clients.close();
    api.server.close();
  }
}
