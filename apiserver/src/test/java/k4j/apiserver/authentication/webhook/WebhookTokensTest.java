package k4j.apiserver.authentication.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import k4j.apiserver.Api;
import k4j.apiserver.authentication.KeptTokens;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticator.Result;
import k4j.apiserver.authentication.User;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.webhook.KubeconfigUpstream;
import k4j.apiserver.webhook.Retries;
import k4j.apiserver.webhook.TestWebhook;
import k4j.apiserver.webhook.WebhookClient;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebhookTokensTest {

  private static final List<String> API = List.of("api", "also");

  @TempDir private Path folder;
  private final MovableClock clock = new MovableClock();
  private final MovableClock pauses = new MovableClock();
  private volatile String status = "{}";
  private final AtomicInteger failures = new AtomicInteger();
  private final TestWebhook server =
      new TestWebhook((exchange, review) -> {
        if (failures.getAndDecrement() > 0) {
          TestWebhook.send(exchange, 500, Api.json("{'kind':'Status','message':'busy'}"));
        } else {
          TestWebhook.send(exchange, 200, review.with("status", Api.json(status)));
        }
      });

  @AfterEach
  void close() {
    server.close();
  }

  private WebhookTokens tokens(String version) throws IOException {
    Path kubeconfig = folder.resolve("kubeconfig");
    Files.writeString(
        kubeconfig,
        """
        current-context: c
        contexts: [{name: c, context: {cluster: s}}]
        clusters: [{name: s, cluster: {server: "%s/who", certificate-authority-data: %s}}]
        """
            .formatted(server.url(), TestWebhook.caBundle()));
    var client = new WebhookClient(KubeconfigUpstream.read(kubeconfig), clock, clock);
    return new WebhookTokens(client, version, API, new Retries(pauses));
  }

  /// What the webhook's status means for a token that must be for `api`.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {'authenticated':true,'user':{'username':'amy','uid':'7','groups':['a'],'extra':{'k':['v']}}} | amy 7 [a] {k=[v]} for [api]
          {'authenticated':true,'user':{'username':'amy'},'audiences':['api','other']} | amy  [] {} for [api]
          {'authenticated':true,'user':{'username':'amy'},'audiences':['other']}       | not mine
          {'authenticated':false}                       | not mine
          {'authenticated':false,'error':'no such one'} | no such one
          {}                                            | not mine
          """)
  void theAnswerSaysWho(String answer, String expected) throws Exception {
    status = answer;
    String shown =
        switch (tokens("v1").authenticate("secret", List.of("api"))) {
          case Result.Known(User user, List<String> meant) ->
              "%s %s %s %s for %s"
                  .formatted(user.name(), user.uid(), user.groups(), user.extra(), meant);
          case Result.NotMine() -> "not mine";
          case Result.Rejected(String reason) -> reason;
        };
    assertThat(shown).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"v1", "v1beta1"})
  void theTokenAndItsAudiencesAreAsked(String version) throws Exception {
    assertThat(tokens(version).authenticate("secret", List.of("api")))
        .isEqualTo(new Result.NotMine());
    TestWebhook.Received asked = server.received().take();
    assertThat(asked.target()).isEqualTo("/who?timeout=30s");
    assertThat(asked.body())
        .isEqualTo(
            Api.json(
                "{'kind':'TokenReview','apiVersion':'authentication.k8s.io/%s','metadata':{},"
                        .formatted(version)
                    + "'spec':{'token':'secret','audiences':['api']},'status':{'user':{}}}"));
  }

  @Test
  void anotherVersionIsRefused() {
    assertThatThrownBy(() -> tokens("v2"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(
            "unsupported authentication webhook version \"v2\", supported versions are \"v1\","
                + " \"v1beta1\"");
  }

  @Test
  void answersAreKeptAndFailuresAreNot() throws Exception {
    var kept = new KeptTokens(tokens("v1"), Duration.ofMinutes(2), clock);
    status = "{'authenticated':true,'user':{'username':'amy'}}";
    var amy = new Result.Known(new User("amy", "", List.of(), Map.of()), List.of("api"));
    assertThat(kept.authenticate("a", List.of("api"))).isEqualTo(amy);
    status = "{'authenticated':false}";
    assertThat(kept.authenticate("b", List.of("api"))).isEqualTo(new Result.NotMine());
    status = "{'authenticated':false,'error':'broken'}";
    assertThat(kept.authenticate("c", List.of("api"))).isEqualTo(new Result.Rejected("broken"));
    status = "{'authenticated':true,'user':{'username':'eve'}}";
    assertThat(kept.authenticate("a", List.of("api"))).as("kept").isEqualTo(amy);
    assertThat(kept.authenticate("b", List.of("api"))).as("kept").isEqualTo(new Result.NotMine());
    assertThat(named(kept.authenticate("c", List.of("api")))).isEqualTo("eve");
    assertThat(named(kept.authenticate("a", List.of("also")))).as("another").isEqualTo("eve");
    clock.advance(Duration.ofMinutes(2));
    assertThat(named(kept.authenticate("a", List.of("api")))).isEqualTo("eve");
  }

  private static String named(Result result) {
    return result instanceof Result.Known(User user, List<String> _) ? user.name() : "nobody";
  }

  @Test
  void aBusyServerIsAskedAgain() throws Exception {
    status = "{'authenticated':true,'user':{'username':'amy'}}";
    failures.set(2);
    assertThat(named(later(tokens("v1")))).isEqualTo("amy");
    assertThat(server.received()).hasSize(3);
    failures.set(5);
    assertThat(later(tokens("v1"))).isEqualTo(new Result.Rejected("busy"));
    assertThat(server.received()).hasSize(8);
  }

  /// Asks while the pauses pass.
  private Result later(TokenAuthenticator tokens) throws Exception {
    var answer = new CompletableFuture<Result>();
    Thread.ofVirtual().start(() -> answer.complete(tokens.authenticate("secret", List.of("api"))));
    while (!answer.isDone()) {
      pauses.advance(Duration.ofMillis(100));
      Thread.yield();
    }
    return answer.get(1, TimeUnit.SECONDS);
  }

  @Test
  void aServerThatIsGoneIsNotAskedAgain() throws Exception {
    WebhookTokens tokens = tokens("v1");
    server.close();
    assertThat(tokens.authenticate("secret", List.of("api"))).isInstanceOf(Result.Rejected.class);
  }
}
