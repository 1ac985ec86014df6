package k4j.apiserver.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import k4j.api.json.JsonObject;
import k4j.apiserver.Api;
import k4j.apiserver.ApiServerOptions;
import k4j.apiserver.webhook.KubeconfigUpstream;
import k4j.apiserver.webhook.Retries;
import k4j.apiserver.webhook.TestWebhook;
import k4j.apiserver.webhook.TestWebhook.Received;
import k4j.apiserver.webhook.WebhookClient;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditDeliveryTest {

  private static final AuditPolicy METADATA =
      AuditPolicy.parse(
          "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n"
              .getBytes(StandardCharsets.UTF_8));

  private final MovableClock clock = new MovableClock();
  private final MovableClock pauses = new MovableClock();
  private final List<List<JsonObject>> batches = new CopyOnWriteArrayList<>();
  private final AuditBackend place = place(true);

  private AuditBackend place(boolean stores) {
    return new AuditBackend() {
      @Override
      public boolean take(List<JsonObject> events) {
        batches.add(events);
        return stores;
      }

      @Override
      public void close() {}
    };
  }

  private static List<JsonObject> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> JsonObject.EMPTY.with("auditID", Integer.toString(number)))
        .toList();
  }

  private List<Integer> sizes() {
    return batches.stream().map(List::size).toList();
  }

  private static Batches.Terms terms(int buffer, double perSecond) {
    return new Batches.Terms(buffer, 3, Duration.ofSeconds(30), perSecond, 2, false);
  }

  @Test
  void aFullBatchGoesAtOnceAndTheRestWhenItHasWaited() {
    try (var batched = new Batches(place, terms(100, 0), clock, clock)) {
      assertThat(batched.take(events(7))).isTrue();
      Eventually.await("two batches", () -> batches.size() == 2);
      clock.advance(Duration.ofSeconds(29));
      assertThat(batches).hasSize(2);
      clock.advance(Duration.ofSeconds(2));
      Eventually.await("the rest", () -> batches.size() == 3);
      assertThat(sizes()).containsExactly(3, 3, 1);
    }
  }

  @Test
  void whatDoesNotFitIntoTheBufferIsLostAndTheEndHandsOnTheRest() {
    try (var batched = new Batches(place, terms(2, 0), clock, clock)) {
      assertThat(batched.take(events(5))).isTrue();
      assertThat(batches).isEmpty();
    }
    assertThat(batches).containsExactly(events(2));
  }

  @Test
  void batchesAreHeldBack() {
    try (var batched = new Batches(place, terms(100, 1), clock, clock)) {
      batched.take(events(12));
      Eventually.await("the burst", () -> batches.size() == 2);
      clock.advance(Duration.ofSeconds(31));
      Eventually.await("the next two", () -> batches.size() == 4);
      assertThat(sizes()).containsExactly(3, 3, 3, 3);
    }
  }

  @Test
  void largeEventsLoseTheirBodiesAndLargeBatchesAreSplit() {
    var truncated = new Truncation(place, 300, 500);
    JsonObject body = JsonObject.EMPTY.with("data", "x".repeat(400));
    JsonObject shown = JsonObject.EMPTY.with("level", "RequestResponse");
    JsonObject medium = shown.with("filler", "x".repeat(200));
    assertThat(
            truncated.take(
                List.of(
                    shown.with("requestObject", body).with("responseObject", body),
                    JsonObject.EMPTY.with("level", "Metadata").with("filler", "x".repeat(400)),
                    medium,
                    medium)))
        .isTrue();
    assertThat(sizes()).containsExactly(2, 1);
    assertThat(batches.getFirst().getFirst())
        .isEqualTo(
            Api.json(
                "{'level':'RequestResponse','annotations':{'audit.k8s.io/truncated':'true'}}"));
  }

  @Test
  void aRequestThatMustBeNotedAndIsNotFails() {
    ApiServerOptions options = ApiServerOptions.DEFAULT.withAudit(METADATA, place(false));
    var api = new Api(builder -> builder.options(options));
    assertThat(Api.failureText(() -> api.get(Api.CONFIGMAPS)))
        .isEqualTo("500 InternalError: Internal error occurred: failed to store audit event");
    ApiServerOptions lenient =
        ApiServerOptions.DEFAULT.withAudit(METADATA, AuditBackends.lenient(place(false)));
    var other = new Api(builder -> builder.options(lenient));
    assertThat(Api.names(other.get(Api.CONFIGMAPS))).isEmpty();
  }

  @Test
  void theWebhookGetsListsAndIsAskedAgain(@TempDir Path folder)
      throws IOException, InterruptedException {
    var failures = new AtomicInteger(2);
    try (var server =
        new TestWebhook((exchange, _) ->
            exchange.sendResponseHeaders(failures.getAndDecrement() > 0 ? 400 : 200, -1))) {
      Path kubeconfig = folder.resolve("kubeconfig");
      Files.writeString(
          kubeconfig,
          """
          current-context: c
          contexts: [{name: c, context: {cluster: s}}]
          clusters: [{name: s, cluster: {server: "%s/audit", certificate-authority-data: %s}}]
          """
              .formatted(server.url(), TestWebhook.caBundle()));
      var client = new WebhookClient(KubeconfigUpstream.read(kubeconfig), clock, clock);
      try (var webhook = new AuditWebhook(client, new Retries(pauses, Duration.ofSeconds(10)))) {
        var sender = Thread.ofVirtual().start(() -> batches.add(events(webhookTakes(webhook))));
        Received first = server.received().poll(20, TimeUnit.SECONDS);
        assertThat(first.target()).isEqualTo("/audit");
        assertThat(first.body().string("kind")).isEqualTo("EventList");
        assertThat(first.body().array("items").objects()).isEqualTo(events(2));
        Eventually.await(
            "the third attempt",
            () -> {
              pauses.advance(Duration.ofSeconds(5));
              return server.received().size() == 2;
            });
        sender.join(Duration.ofSeconds(20));
        assertThat(sizes()).containsExactly(1);
      }
    }
  }

  /// One where it has taken them.
  private static int webhookTakes(AuditWebhook webhook) {
    return webhook.take(events(2)) ? 1 : 0;
  }
}
