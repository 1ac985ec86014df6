package k4j.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.apiserver.Api;
import k4j.apiserver.ApiServerOptions;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.Answer;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;

class FlowControlFilterTest {

  private static final String SCHEMAS = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas";
  private static final String LEVELS =
      "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations";
  private static final User TENANT = User.of("tenant", User.AUTHENTICATED);

  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Endpoint slow =
      call -> {
        if (!call.info().path().equals("/slow")) {
          return Optional.empty();
        }
        running.countDown();
        await(goOn);
        return Optional.of(new Answer.One(200, JsonObject.EMPTY));
      };
  private final Api api =
      new Api(
          b -> b.options(ApiServerOptions.DEFAULT.withRequests(1)).endpoints(_ -> List.of(slow)));

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static Call call(User user, String path) {
    return Call.of(user, "GET", path, Query.NONE, Headers.of(Map.of()), Body.NONE);
  }

  private static Map<String, String> headers(Call call) {
    var headers = new HashMap<String, String>();
    call.trail().eachHeader(headers::put);
    return headers;
  }

  private JsonObject schema(String name, int precedence, String level) {
    return api.post(
        SCHEMAS,
        """
        {'metadata':{'name':'%s'},'spec':{'matchingPrecedence':%d,
         'priorityLevelConfiguration':{'name':'%s'},'rules':[{'subjects':[
          {'kind':'User','user':{'name':'tenant'}}],'resourceRules':[
          {'verbs':['list'],'apiGroups':[''],'resources':['pods'],'namespaces':['default']}]}]}}
        """
            .formatted(name, precedence, level));
  }

  private JsonObject level(String name) {
    return api.post(
        LEVELS,
        "{'metadata':{'name':'%s'},'spec':{'type':'Limited','limited':{'limitResponse':{'type':'Reject'}}}}"
            .formatted(name));
  }

  private static String uid(JsonObject object) {
    return object.object("metadata").string("uid");
  }

  @Test
  void theFirstSchemaThatMatchesIsNamedInTheAnswer() {
    JsonObject mine = level("mine");
    schema("later", 900, "mine");
    JsonObject first = schema("first", 800, "mine");
    schema("dangling", 2, "nowhere-to-be-found");
    Call call = call(TENANT, Api.PODS);
    api.server.pipeline().handle(call);
    assertThat(headers(call))
        .containsEntry("X-Kubernetes-PF-FlowSchema-UID", uid(first))
        .containsEntry("X-Kubernetes-PF-PriorityLevel-UID", uid(mine));
    Call other = call(TENANT, Api.CONFIGMAPS);
    api.server.pipeline().handle(other);
    assertThat(headers(other)).containsEntry("X-Kubernetes-PF-FlowSchema-UID", "");
  }

  @Test
  void whoFindsNoSeatIsTurnedAwayButAdministratorsAndStreamsAreNot() throws InterruptedException {
    Thread first =
        Thread.ofVirtual().start(() -> api.server.pipeline().handle(call(TENANT, "/slow")));
    running.await();
    var answer = (Answer.Raw) api.server.pipeline().handle(call(TENANT, Api.PODS));
    assertThat(answer.code()).isEqualTo(429);
    assertThat(answer.headers()).containsEntry("Retry-After", "1");
    assertThat(new String(answer.body(), StandardCharsets.UTF_8))
        .isEqualTo("Too many requests, please try again later.\n");
    assertThat(
            Api.failureText(
                () -> api.server.transport(TENANT).send(Request.get(Api.PODS, Map.of()))))
        .startsWith("429 TooManyRequests: ");
    assertThat(api.get(Api.PODS).array("items").isEmpty()).isTrue();
    Call log = call(TENANT, Api.PODS + "/absent/log");
    assertThat(Api.failure(() -> api.server.pipeline().handle(log)).code()).isNotEqualTo(429);
    assertThat(headers(log)).isEmpty();
    goOn.countDown();
    first.join();
    assertThat(api.server.pipeline().handle(call(TENANT, Api.PODS)))
        .isInstanceOf(Answer.Many.class);
  }

  @Test
  void levelsThatNothingRefersToTakeNoSeatsWhileAClusterIsMade() {
    FlowPlan alone = FlowPlan.of(List.of(), List.of(level("mine")));
    assertThat(alone.levels()).containsOnlyKeys("exempt", "catch-all");
    FlowPlan used = FlowPlan.of(List.of(schema("first", 800, "more")), List.of(level("more")));
    assertThat(used.levels()).containsOnlyKeys("exempt", "catch-all", "more");
    assertThat(used.schemas())
        .extracting(FlowSchema::name)
        .containsExactly("exempt", "first", "catch-all");
  }

  @Test
  void aSchemaSaysWhetherItsLevelExists() {
    schema("mine", 800, "coming");
    api.get(Api.PODS);
    assertThat(dangling(true).string("message"))
        .isEqualTo(
            "This FlowSchema references the PriorityLevelConfiguration object named \"coming\" but"
                + " there is no such object");
    level("coming");
    api.get(Api.PODS);
    assertThat(dangling(false).string("reason")).isEqualTo("Found");
  }

  private JsonObject dangling(boolean wanted) {
    api.clock.advance(Duration.ofSeconds(3));
    JsonObject schema =
        Eventually.value(
            () -> api.get(SCHEMAS + "/mine"),
            seen -> condition(seen).string("status").equals(wanted ? "True" : "False"));
    return condition(schema);
  }

  private static JsonObject condition(JsonObject schema) {
    List<JsonObject> all = schema.object("status").array("conditions").objects();
    return all.isEmpty() ? JsonObject.EMPTY : all.getFirst();
  }
}
