package k4j.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.apiserver.Api;
import k4j.apiserver.ApiServerOptions;
import k4j.apiserver.audit.AuditLog.Rotation;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.request.Body;
import k4j.apiserver.request.Call;
import k4j.apiserver.request.Headers;
import k4j.apiserver.request.Query;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditTest {

  private static final String HEAD = "apiVersion: audit.k8s.io/v1\nkind: Policy\n";

  private static final String POLICY =
      HEAD
          + """
          omitStages: [RequestReceived]
          rules:
          - level: None
            resources: [{group: "", resources: [events, "*/log"]}]
          - level: None
            nonResourceURLs: ["/healthz*"]
          - level: RequestResponse
            omitManagedFields: true
            resources: [{group: "", resources: [configmaps]}]
          - level: Request
            users: [alice]
            verbs: [create]
          - level: Metadata
          """;

  private final List<JsonObject> events = new CopyOnWriteArrayList<>();
  private final Api api = api(POLICY);

  private Api api(String policy) {
    AuditBackend backend =
        new AuditBackend() {
          @Override
          public boolean take(List<JsonObject> taken) {
            events.addAll(taken);
            return true;
          }

          @Override
          public void close() {}
        };
    AuditPolicy rules = AuditPolicy.parse(policy.getBytes(StandardCharsets.UTF_8));
    return new Api(b ->
        b.options(ApiServerOptions.DEFAULT.withAudit(rules, backend))
            .authorizer(_ ->
                asked ->
                    asked.user().name().equals("mallory")
                        ? Decision.NO_OPINION
                        : new Decision(Verdict.ALLOW, "ok")));
  }

  private JsonObject last() {
    return events.getLast();
  }

  @Test
  void bodiesAreShownAsFarAsTheRuleWants() {
    api.configMap("a");
    JsonObject event = last();
    assertThat(events).hasSize(1);
    assertThat(event.string("level")).isEqualTo("RequestResponse");
    assertThat(event.string("stage")).isEqualTo("ResponseComplete");
    assertThat(event.string("verb")).isEqualTo("create");
    assertThat(event.string("requestURI")).isEqualTo(Api.CONFIGMAPS);
    assertThat(event.string("auditID")).isNotEmpty();
    assertThat(event.object("user").string("username")).isEqualTo("admin");
    assertThat(event.object("objectRef"))
        .isEqualTo(
            Api.json(
                "{'resource':'configmaps','namespace':'default','name':'a','apiVersion':'v1'}"));
    assertThat(event.object("requestObject").object("data").string("key")).isEqualTo("value");
    assertThat(event.object("responseObject").object("metadata").has("uid")).isTrue();
    assertThat(event.object("responseObject").object("metadata").has("managedFields")).isFalse();
    assertThat(event.object("responseStatus").integer("code")).isEqualTo(201);
    assertThat(event.object("annotations"))
        .isEqualTo(
            Api.json(
                "{'authorization.k8s.io/decision':'allow','authorization.k8s.io/reason':'ok'}"));
    api.get(Api.CONFIGMAPS);
    assertThat(last().object("responseObject").string("kind")).isEqualTo("ConfigMapList");
  }

  @Test
  void secretsAreOnlyMentioned() {
    String secrets = "/api/v1/namespaces/default/secrets";
    api.post(secrets, "{'metadata':{'name':'s'},'stringData':{'password':'hunter2'}}");
    assertThat(last().string("level")).isEqualTo("Metadata");
    assertThat(last().toString()).doesNotContain("hunter2").contains("\"name\":\"s\"");
  }

  @Test
  void failuresAreTold() {
    assertThat(Api.failure(() -> api.get(Api.PODS + "/nothing")).code()).isEqualTo(404);
    assertThat(last().object("responseStatus").string("reason")).isEqualTo("NotFound");
    assertThat(last().object("responseStatus").string("status")).isEqualTo("Failure");
    var mallory = api.server.transport(User.of("mallory"));
    assertThat(Api.failure(() -> mallory.send(Request.get("/api/v1/pods", Map.of()))).code())
        .isEqualTo(403);
    assertThat(last().object("annotations").string("authorization.k8s.io/decision"))
        .isEqualTo("forbid");
  }

  @Test
  void aWatchIsToldAtItsBeginningAndItsEnd() {
    try (EventStream _ = api.watch(Api.PODS + "?timeoutSeconds=9")) {
      assertThat(last().string("stage")).isEqualTo("ResponseStarted");
      assertThat(last().string("requestURI")).isEqualTo(Api.PODS + "?timeoutSeconds=9&watch=true");
    }
    assertThat(last().string("stage")).isEqualTo("ResponseComplete");
    assertThat(events).hasSize(2);
  }

  @Test
  void whoActsAsSomebodyElseIsToldAsBoth() {
    Headers headers =
        Headers.of(Map.of("impersonate-user", "alice", "x-forwarded-for", "10.1.1.1, 10.2.2.2"));
    Call call =
        Call.of(
            User.of("admin", User.MASTERS),
            "GET",
            Api.PODS,
            Query.NONE,
            headers,
            new Body.Given(JsonNull.NULL, ""));
    api.server.pipeline().handle(call);
    assertThat(last().object("user").string("username")).isEqualTo("admin");
    assertThat(last().object("impersonatedUser").string("username")).isEqualTo("alice");
    assertThat(last().array("sourceIPs").strings())
        .containsExactly("10.1.1.1", "10.2.2.2", "127.0.0.1");
  }

  @Test
  void whatNobodyWantsToKnowIsNotTold() {
    api.get("/api/v1/namespaces/default/events");
    assertThat(events).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          rules: []                                          | loaded illegal policy with 0 rules
          rules: [{}]                                        | rules[0].level: Required value
          rules: [{level: All}]                              | rules[0].level: Unsupported value: "All": supported values: "None", "Metadata", "Request", "RequestResponse"
          rules: [{level: None, nonResourceURLs: [a]}]       | rules[0].nonResourceURLs[0]: Invalid value: "a": non-resource URL rules must begin with a '/' character
          rules: [{level: None, nonResourceURLs: ["/*/a"]}]  | rules[0].nonResourceURLs[0]: Invalid value: "/*/a": non-resource URL wildcards '*' must be the final character of the rule
          rules: [{level: None, omitStages: [Never]}]        | rules[0].omitStages[0]: Invalid value: "Never": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic
          """)
  void policiesAreChecked(String rules, String message) {
    assertThatThrownBy(() -> AuditPolicy.parse((HEAD + rules).getBytes(StandardCharsets.UTF_8)))
        .hasMessage(message);
  }

  @Test
  void largeLogsArePutAsideAndOldOnesGo(@TempDir Path folder) throws IOException {
    var clock = new MovableClock();
    Path file = folder.resolve("audit.log");
    JsonObject event = JsonObject.EMPTY.with("filler", "x".repeat(400 * 1024));
    try (var log = new AuditLog(file, new Rotation(1, 2, 0), clock)) {
      for (int i = 0; i < 10; i++) {
        log.take(List.of(event));
        clock.advance(Duration.ofSeconds(1));
      }
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "audit.log",
              "audit-2026-01-01T00-00-06.000.log",
              "audit-2026-01-01T00-00-08.000.log");
    }
    for (String line : Files.readAllLines(file)) {
      assertThat(JsonParser.parseObject(line.getBytes(StandardCharsets.UTF_8))).isEqualTo(event);
    }
  }
}
