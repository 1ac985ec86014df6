package k4j.apiserver.authorization.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Attributes;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.authorization.Authorizer.Verdict;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.configuration.Reloading;
import k4j.apiserver.webhook.TestWebhook;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorizationConfigurationTest {

  private static final Authorizer RBAC =
      asked -> asked.user().name().equals("root") ? Decision.ALLOW : Decision.NO_OPINION;

  @TempDir private Path folder;
  private final MovableClock clock = new MovableClock();
  private volatile String status = "{}";
  private final TestWebhook server =
      TestWebhook.answering(review -> review.with("status", json(status)));

  @AfterEach
  void close() {
    server.close();
  }

  private static JsonObject json(String text) {
    return Api.json(text);
  }

  private List<Authorizer> parse(String authorizers) {
    String file =
        "{'apiVersion':'apiserver.config.k8s.io/v1','kind':'AuthorizationConfiguration',"
            + "'authorizers':["
            + authorizers
            + "]}";
    return new AuthorizationConfiguration(
            Map.of("RBAC", RBAC, "Node", _ -> Decision.NO_OPINION), clock, clock)
        .parse(file.replace('\'', '"').getBytes(UTF_8));
  }

  private String webhook(String more) throws IOException {
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: c
        contexts: [{name: c, context: {cluster: s, user: u}}]
        users: [{name: u, user: {token: secret-token}}]
        clusters: [{name: s, cluster: {server: "%s/authorize", certificate-authority-data: %s}}]
        """
            .formatted(server.url(), TestWebhook.caBundle()));
    return """
    {'type':'Webhook','name':'hook','webhook':{'timeout':'3s',
     'subjectAccessReviewVersion':'v1','failurePolicy':'Deny',
     'connectionInfo':{'type':'KubeConfigFile','kubeConfigFile':'%s'}%s}}\
    """
        .formatted(kubeconfig, more);
  }

  private static Attributes pods(String user) {
    return Attributes.ofResource(
        new User(user, "", List.of("g"), Map.of()), "list", "", "pods", "ns", "");
  }

  @Test
  void aWebhookIsAskedAndItsAnswerKept() throws Exception {
    Authorizer hook = parse(webhook("")).getFirst();
    status = "{'allowed':true,'reason':'why not'}";
    assertThat(hook.authorize(pods("amy"))).isEqualTo(new Decision(Verdict.ALLOW, "why not"));
    status = "{'allowed':false,'denied':true,'reason':'no'}";
    assertThat(hook.authorize(pods("bob"))).isEqualTo(new Decision(Verdict.DENY, "no"));
    assertThat(hook.authorize(pods("amy")).verdict()).as("kept").isEqualTo(Verdict.ALLOW);
    TestWebhook.Received first = server.received().take();
    assertThat(first.target()).startsWith("/authorize?timeout=");
    assertThat(first.body().object("spec"))
        .isEqualTo(
            json(
                "{'resourceAttributes':{'namespace':'ns','verb':'list','version':'*',"
                    + "'resource':'pods'},'user':'amy','groups':['g']}"));
    assertThat(server.received()).hasSize(1);
    clock.advance(Duration.ofSeconds(31)); // what was refused is forgotten sooner
    status = "{'allowed':false}";
    assertThat(hook.authorize(pods("bob")).verdict()).isEqualTo(Verdict.NO_OPINION);
    assertThat(hook.authorize(pods("amy")).verdict()).isEqualTo(Verdict.ALLOW);
    clock.advance(Duration.ofMinutes(5));
    assertThat(hook.authorize(pods("amy")).verdict()).isEqualTo(Verdict.NO_OPINION);
  }

  @Test
  void conditionsSaveCalls() throws Exception {
    Authorizer hook =
        parse(
                webhook(
                        ",'matchConditionSubjectAccessReviewVersion':'v1','matchConditions':["
                            + "{'expression':'has(request.resourceAttributes)'},"
                            + "{'expression':'request.resourceAttributes.namespace == \\'ns\\''},"
                            + "{'expression':'!(request.user in [\\'root\\'])'}]"
                            + "")
                    .replace("\\'", "\\\""))
            .getFirst();
    status = "{'allowed':true}";
    assertThat(hook.authorize(pods("root"))).isEqualTo(Decision.NO_OPINION);
    assertThat(hook.authorize(Attributes.ofPath(User.of("amy"), "get", "/x")))
        .isEqualTo(Decision.NO_OPINION);
    assertThat(server.received()).isEmpty();
    assertThat(hook.authorize(pods("amy")).verdict()).isEqualTo(Verdict.ALLOW);
  }

  @Test
  void whoCannotBeAskedDenies() throws Exception {
    Authorizer hook = parse(webhook("")).getFirst();
    server.close();
    assertThat(hook.authorize(pods("amy")).verdict()).isEqualTo(Verdict.DENY);
  }

  @Test
  void aChangedFileIsReadAnewAndAWrongOneLeftAside() throws Exception {
    Path file = folder.resolve("authorization.yaml");
    String head =
        "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthorizationConfiguration\nauthorizers:\n";
    Files.writeString(file, head + "- {type: RBAC, name: rbac}\n");
    var changing = new ChangingAuthorizer(List.of());
    var parser = Map.<String, Authorizer>of("RBAC", RBAC, "AlwaysAllow", _ -> Decision.ALLOW);
    try (var reloading =
        Reloading.of(
            file,
            bytes ->
                changing.change(new AuthorizationConfiguration(parser, clock, clock).parse(bytes)),
            clock)) {
      assertThat(reloading).isNotNull();
      assertThat(changing.authorize(pods("amy")).verdict()).isEqualTo(Verdict.NO_OPINION);
      Files.writeString(file, head + "- {type: AlwaysAllow, name: alwaysallow}\n");
      clock.advance(Duration.ofSeconds(11));
      assertThat(changing.authorize(pods("amy")).verdict()).isEqualTo(Verdict.ALLOW);
      Files.writeString(file, head + "- {type: Nobody, name: all}\n");
      clock.advance(Duration.ofSeconds(11));
      assertThat(changing.authorize(pods("amy")).verdict()).isEqualTo(Verdict.ALLOW);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                            | authorizers: Required value: at least one authorization mode must be defined
          {'type':'RBAC','name':'rbac'},{'type':'RBAC','name':'rbac'} | authorizers[1].type: Duplicate value: "RBAC"
          {'type':'RBAC','name':'a'},{'type':'Node','name':'a'} | authorizers[1].name: Duplicate value: "a"
          {'type':'RBAC'}                               | authorizers[0].name: Required value
          {'type':'RBAC','name':'a','webhook':{}}       | authorizers[0].webhook: Invalid value: "non-null": may only be specified when type=Webhook
          {'type':'Webhook','name':'a'}                 | authorizers[0].webhook: Required value: required when type=Webhook
          {'type':'RBAC','name':'a','x':1}              | strict decoding error: unknown field "authorizers[0].x"
          {'type':'ABAC','name':'abac'} | authorizer type ABAC is not allowed if it was not enabled at initial server startup
          {'type':'RBAC','name':'a'} | expected name rbac for authorizer RBAC instead of a
          {'type':'Nobody','name':'a'} | authorizers[0].type: Unsupported value: "Nobody": supported values: "ABAC", "AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook"
          {'type':'Webhook','name':'a','webhook':{'timeout':'31s','subjectAccessReviewVersion':'v1','failurePolicy':'Deny','connectionInfo':{'type':'KubeConfigFile','kubeConfigFile':'/etc/hostname'}}} | authorizers[0].timeout: Invalid value: "31s": must be > 0s and <= 30s
          {'type':'Webhook','name':'a','webhook':{'timeout':'3s','subjectAccessReviewVersion':'v1','failurePolicy':'Deny','connectionInfo':{'type':'KubeConfigFile','kubeConfigFile':'k'}}} | authorizers[0].connectionInfo.kubeConfigFile: Invalid value: "k": must be an absolute path
          {'type':'Webhook','name':'a','webhook':{'timeout':'3s','subjectAccessReviewVersion':'v1','failurePolicy':'Deny','connectionInfo':{'type':'KubeConfigFile','kubeConfigFile':'/etc/hostname'},'matchConditionSubjectAccessReviewVersion':'v1','matchConditions':[{'expression':'request.user'}]}} | authorizers[0].matchConditions[0].expression: Invalid value: "request.user": must evaluate to bool but got string
          """)
  void whatIsWrongIsSaid(String authorizers, String message) {
    assertThatThrownBy(() -> parse(authorizers == null ? "" : authorizers))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(message);
  }
}
