package k4j.controllers.podautoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.api.autoscaling.v2.CrossVersionObjectReference;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.api.transport.EventStream;
import k4j.api.transport.Request;
import k4j.api.transport.Response;
import k4j.api.transport.Transport;
import k4j.client.Client;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;

/// What is asked of an adapter for custom metrics, and what is made of its answers.
class RestMetricsTest {

  private final List<String> asked = new ArrayList<>();
  private final Map<String, String> answers = new HashMap<>();
  private final RestMetrics metrics = metrics();

  private RestMetrics metrics() {
    var client = new Client(new Adapter());
    return new RestMetrics(client, new ScaleTargets(client, new MovableClock()));
  }

  /// Answers by path; all else it does not know.
  private final class Adapter implements Transport {
    @Override
    public Response send(Request request) {
      asked.add(request.path() + new TreeMap<>(request.query()));
      String answer = answers.get(request.path());
      if (answer == null) {
        throw StatusException.noSuchPath();
      }
      return new Response(200, (JsonObject) JsonParser.parse(answer), List.of());
    }

    @Override
    public EventStream watch(Request request) {
      throw StatusException.noSuchPath();
    }

    @Override
    public void close() {}
  }

  private void register(String versions) {
    answers.put("/apis", "{\"groups\": [%s]}".formatted(versions));
  }

  private static CrossVersionObjectReference reference(String version, String kind, String name) {
    return CrossVersionObjectReference.EMPTY.withApiVersion(version).withKind(kind).withName(name);
  }

  private static final String CUSTOM =
      "{\"preferredVersion\": {\"groupVersion\": \"custom.metrics.k8s.io/v1beta2\"}}";
  private static final String APPS = "{\"preferredVersion\": {\"groupVersion\": \"apps/v1\"}}";

  @Test
  void readsCustomMetricsOfPods() {
    register(CUSTOM);
    String path = "/apis/custom.metrics.k8s.io/v1beta2/namespaces/default/pods/*/qps";
    answers.put(
        path,
        """
        {"items": [
          {"describedObject": {"kind": "Pod", "name": "a"}, "timestamp": "2026-01-01T00:00:00Z",
           "windowSeconds": 5, "value": "1500m"},
          {"describedObject": {"kind": "Pod", "name": "b"}, "timestamp": "2026-01-01T00:00:00Z",
           "value": "2"}]}
        """);
    assertThat(metrics.pods("default", "app=web", "qps", "verb=GET"))
        .isEqualTo(
            Map.of(
                "a", new Figure(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(5), 1500),
                "b",
                    new Figure(
                        Instant.parse("2026-01-01T00:00:00Z"), Duration.ofMinutes(1), 2000)));
    assertThat(asked)
        .last()
        .asString()
        .isEqualTo(path + "{labelSelector=[app=web], metricLabelSelector=[verb=GET]}");
  }

  @Test
  void readsCustomMetricsOfObjects() {
    register(CUSTOM + "," + APPS);
    answers.put(
        "/api/v1", "{\"resources\": [{\"name\": \"namespaces\", \"kind\": \"Namespace\"}]}");
    answers.put(
        "/apis/apps/v1",
        "{\"resources\": [{\"name\": \"deployments\", \"kind\": \"Deployment\", \"namespaced\":"
            + " true}]}");
    String root = "/apis/custom.metrics.k8s.io/v1beta2/namespaces/default/";
    answers.put(root + "deployments.apps/web/qps", "{\"items\": [{\"value\": \"7\"}]}");
    answers.put(root + "metrics/qps", "{\"items\": [{\"value\": \"8\"}]}");
    assertThat(metrics.object("default", reference("apps/v1", "Deployment", "web"), "qps", ""))
        .isEqualTo(7000);
    assertThat(metrics.object("default", reference("v1", "Namespace", "default"), "qps", ""))
        .isEqualTo(8000);
    answers.put(root + "metrics/qps", "{\"items\": []}");
    assertThatThrownBy(
            () -> metrics.object("default", reference("v1", "Namespace", "default"), "qps", ""))
        .hasMessage(
            "unable to fetch metrics from custom metrics API: the custom metrics API server"
                + " returned 0 results when we asked for exactly one");
  }

  @Test
  void saysWhoIsNotThere() {
    register(APPS);
    assertThatThrownBy(() -> metrics.pods("default", "app=web", "qps", ""))
        .hasMessage(
            "unable to fetch metrics from custom metrics API: no custom metrics API"
                + " (custom.metrics.k8s.io) registered");
    assertThatThrownBy(() -> metrics.external("default", "queue", ""))
        .hasMessage(
            "unable to fetch metrics from external metrics API: the server could not find the"
                + " requested resource (get queue.external.metrics.k8s.io)");
    answers.put("/apis/metrics.k8s.io/v1beta1/namespaces/default/pods", "{\"items\": []}");
    assertThatThrownBy(() -> metrics.resource("default", "app=web", "cpu", ""))
        .hasMessage("no metrics returned from resource metrics API");
  }

  @Test
  void readsUsageOfPodsAndContainers() {
    answers.put(
        "/apis/metrics.k8s.io/v1beta1/namespaces/default/pods",
        """
        {"items": [
          {"metadata": {"name": "a"}, "timestamp": "2026-01-01T00:00:00Z", "window": "20s",
           "containers": [{"name": "x", "usage": {"cpu": "100m"}},
                          {"name": "y", "usage": {"cpu": "1"}}]},
          {"metadata": {"name": "b"}, "timestamp": "2026-01-01T00:00:00Z", "window": "20s",
           "containers": [{"name": "x", "usage": {"cpu": "50m"}}, {"name": "y", "usage": {}}]},
          {"metadata": {"name": "c"}, "timestamp": "2026-01-01T00:00:00Z", "window": "20s",
           "containers": []}]}
        """);
    assertThat(metrics.resource("default", "app=web", "cpu", ""))
        .containsOnlyKeys("a")
        .containsEntry(
            "a", new Figure(Instant.parse("2026-01-01T00:00:00Z"), Duration.ofSeconds(20), 1100));
    assertThat(metrics.resource("default", "app=web", "cpu", "x")).containsOnlyKeys("a", "b");
  }
}
