package k4j.controllers.podautoscaler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import k4j.api.Kinds;
import k4j.api.autoscaling.v2.HorizontalPodAutoscaler;
import k4j.api.autoscaling.v2.HorizontalPodAutoscalerCondition;
import k4j.api.core.v1.Event;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.Kind;
import k4j.api.schema.ResourceName;
import k4j.client.Patch;
import k4j.client.Unstructured;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The metrics APIs are custom resources here: what a metrics server would answer can be written.
class HorizontalPodAutoscalerControllerTest {

  private static final Duration PERIOD = Duration.ofSeconds(15);

  private final MovableClock clock = new MovableClock();
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster(clock);
    cluster.create(
        Kinds.DEPLOYMENTS,
        """
        {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
         "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "web"}},
          "template": {"metadata": {"labels": {"app": "web"}},
           "spec": {"containers": [{"name": "c", "image": "i"}]}}}}
        """);
    pod("web-1");
    pod("web-2");
    cluster.start("horizontal-pod-autoscaler-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void pod(String name) {
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s", "labels": {"app": "web"}},
         "spec": {"containers": [{"name": "c", "image": "i",
           "resources": {"requests": {"cpu": "100m", "memory": "1Gi"}}}]}}
        """
            .formatted(name));
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .patchStatus(
            name,
            Patch.merge(
                JsonParser.parse(
                    """
                    {"status": {"phase": "Running", "startTime": "2025-01-01T00:00:00Z",
                      "conditions": [{"type": "Ready", "status": "True",
                        "lastTransitionTime": "2025-01-01T00:00:10Z"}]}}
                    """)));
  }

  private void autoscale(String name, String target, String rest) {
    cluster.create(
        Kinds.HORIZONTAL_POD_AUTOSCALERS,
        """
        {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
         "metadata": {"name": "%s"},
         "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "%s"},
          "minReplicas": 2, "maxReplicas": 8 %s}}
        """
            .formatted(name, target, rest));
  }

  private HorizontalPodAutoscaler autoscaler(String name) {
    return cluster.client().in(Kinds.HORIZONTAL_POD_AUTOSCALERS, "default").get(name);
  }

  private static final Kind<Unstructured> POD_METRICS =
      Unstructured.kind(new ResourceName("metrics.k8s.io", "v1beta1", "pods"), "PodMetrics", true);

  private static final Kind<Unstructured> QUEUE =
      Unstructured.kind(
          new ResourceName("external.metrics.k8s.io", "v1beta1", "queue"),
          "ExternalMetricValue",
          true);

  private void serve(Kind<Unstructured> kind) {
    ResourceName resource = kind.resource();
    cluster.create(
        Kinds.CUSTOM_RESOURCE_DEFINITIONS,
        """
        {"metadata": {"name": "%s", "annotations": {"api-approved.kubernetes.io": "unapproved, test"}},
         "spec": {"group": "%s", "scope": "Namespaced",
          "names": {"plural": "%s", "kind": "%s"},
          "versions": [{"name": "%s", "served": true, "storage": true, "schema": {
            "openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]}}
        """
            .formatted(
                resource.groupResource(),
                resource.group(),
                resource.plural(),
                kind.kind(),
                resource.version()));
    Eventually.await(
        "served",
        () ->
            cluster.client().discovery().preferredVersions().contains(kind.apiVersion())
                && cluster.client().discovery().resources(kind.apiVersion()).stream()
                    .anyMatch(served -> served.kind().kind().equals(kind.kind())));
  }

  private void measure(Kind<Unstructured> kind, String name, String figures) {
    JsonObject json =
        (JsonObject)
            JsonParser.parse(
                """
                {"apiVersion": "%s", "kind": "%s", "metadata": {"name": "%s", "labels":
                  {"app": "web"}}, "timestamp": "2026-01-01T00:00:00Z", "window": "30s", %s}
                """
                    .formatted(kind.apiVersion(), kind.kind(), name, figures));
    var resources = cluster.client().in(kind, "default");
    if (resources.find(name).isPresent()) {
      resources.delete(name);
    }
    resources.create(kind.of(json));
  }

  private void measurePods(int cpu) {
    for (String pod : List.of("web-1", "web-2")) {
      measure(
          POD_METRICS,
          pod,
          "\"containers\": [{\"name\": \"c\", \"usage\": {\"cpu\": \"%dm\", \"memory\": \"1500Mi\"}}]"
              .formatted(cpu));
    }
  }

  /// Moves time on, a period now and then, until the controller has looked and the condition holds.
  private void look(String what, BooleanSupplier condition) {
    var polls = new AtomicInteger();
    Eventually.await(
        what,
        () -> {
          if (condition.getAsBoolean()) {
            return true;
          }
          if (polls.getAndIncrement() % 100 == 0) {
            clock.advance(PERIOD);
          }
          return false;
        });
  }

  private int replicas() {
    return cluster.client().in(Kinds.DEPLOYMENTS, "default").get("web").spec().replicas();
  }

  private HorizontalPodAutoscalerCondition condition(String name, String type) {
    return autoscaler(name).status().conditions().stream()
        .filter(c -> c.type().equals(type))
        .findFirst()
        .orElse(HorizontalPodAutoscalerCondition.EMPTY);
  }

  private List<Event> events() {
    return cluster.client().in(Kinds.EVENTS, "default").list();
  }

  @Test
  void saysThatNobodyMeasures() {
    autoscale("web", "web", "");
    look("looked", () -> !condition("web", "ScalingActive").reason().isEmpty());
    String why =
        "failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch"
            + " metrics from resource metrics API: the server could not find the requested resource"
            + " (get pods.metrics.k8s.io)";
    assertThat(autoscaler("web").status().conditions())
        .extracting(c -> c.type(), c -> c.status(), c -> c.reason(), c -> c.message())
        .containsExactly(
            tuple(
                "AbleToScale",
                "True",
                "SucceededGetScale",
                "the HPA controller was able to get the target's current scale"),
            tuple(
                "ScalingActive",
                "False",
                "FailedGetResourceMetric",
                "the HPA was unable to compute the replica count: " + why));
    assertThat(autoscaler("web").status().currentReplicas()).isEqualTo(2);
    Eventually.asserted(() ->
        assertThat(events())
            .extracting(Event::reason, Event::message, Event::type, e -> e.source().component())
            .contains(
                tuple("FailedGetResourceMetric", why, "Warning", "horizontal-pod-autoscaler"),
                tuple(
                    "FailedComputeMetricsReplicas",
                    "invalid metrics (1 invalid out of 1), first error is: failed to get cpu"
                        + " resource metric value: "
                        + why,
                    "Warning",
                    "horizontal-pod-autoscaler")));
  }

  @Test
  void followsTheLoadUpAtOnceAndDownWhenItHolds() {
    serve(POD_METRICS);
    measurePods(160);
    autoscale("web", "web", "");
    look("scaled up", () -> replicas() == 4);
    look("shown", () -> condition("web", "AbleToScale").reason().equals("SucceededRescale"));
    var status = autoscaler("web").status();
    assertThat(status.desiredReplicas()).isEqualTo(4);
    assertThat(status.lastScaleTime()).isPresent();
    assertThat(status.currentMetrics().getFirst().resource().current().json())
        .isEqualTo(JsonParser.parse("{\"averageUtilization\": 160, \"averageValue\": \"160m\"}"));
    assertThat(condition("web", "ScalingActive").message())
        .isEqualTo(
            "the HPA was able to successfully calculate a replica count from cpu resource"
                + " utilization (percentage of request)");
    Eventually.asserted(() ->
        assertThat(events())
            .extracting(Event::reason, Event::message)
            .contains(
                tuple(
                    "SuccessfulRescale",
                    "New size: 4; reason: cpu resource utilization (percentage of request) above"
                        + " target")));

    measurePods(20);
    look(
        "stabilized", () -> condition("web", "AbleToScale").reason().equals("ScaleDownStabilized"));
    assertThat(replicas()).isEqualTo(4);
    clock.advance(Duration.ofMinutes(5));
    look("scaled down", () -> replicas() == 2);
    assertThat(clock.instant()).isAfter(MovableClock.START.plus(Duration.ofMinutes(5)));
  }

  @Test
  void keepsWithinBounds() {
    cluster
        .client()
        .in(Kinds.DEPLOYMENTS, "default")
        .patch("web", Patch.merge(JsonParser.parse("{\"spec\": {\"replicas\": 20}}")));
    autoscale("web", "web", "");
    look("at most", () -> replicas() == 8);
    Eventually.asserted(() ->
        assertThat(events())
            .extracting(Event::message)
            .contains("New size: 8; reason: Current number of replicas above Spec.MaxReplicas"));
    cluster
        .client()
        .in(Kinds.DEPLOYMENTS, "default")
        .patch("web", Patch.merge(JsonParser.parse("{\"spec\": {\"replicas\": 0}}")));
    look("disabled", () -> condition("web", "ScalingActive").reason().equals("ScalingDisabled"));
    assertThat(replicas()).isZero();
  }

  @Test
  void saysThatTheTargetIsMissing() {
    autoscale("lost", "nothing", "");
    look("looked", () -> condition("lost", "AbleToScale").reason().equals("FailedGetScale"));
    assertThat(condition("lost", "AbleToScale").message())
        .startsWith("the HPA controller was unable to get the target's current scale: ")
        .endsWith("\"nothing\" not found");
    cluster
        .client()
        .in(Kinds.HORIZONTAL_POD_AUTOSCALERS, "default")
        .patch(
            "lost",
            Patch.merge(
                JsonParser.parse("{\"spec\": {\"scaleTargetRef\": {\"kind\": \"Gadget\"}}}")));
    look("again", () -> condition("lost", "AbleToScale").message().contains("Gadget"));
    assertThat(condition("lost", "AbleToScale").message())
        .endsWith("no matches for kind \"Gadget\" in group \"apps\"");
  }

  @Test
  void podsAreScaledByOneOnly() {
    serve(POD_METRICS);
    measurePods(160);
    autoscale("one", "web", "");
    look("scaled", () -> replicas() == 4);
    autoscale("two", "web", "");
    look("refused", () -> condition("two", "ScalingActive").reason().equals("AmbiguousSelector"));
    assertThat(condition("two", "ScalingActive").message())
        .isEqualTo(
            "pods by selector app=web are controlled by multiple HPAs: [default/one default/two]");
  }

  @Test
  void followsWhatOthersMeasure() {
    serve(QUEUE);
    measure(QUEUE, "a", "\"metricName\": \"queue\", \"value\": \"30\"");
    autoscale(
        "web",
        "web",
        """
        , "metrics": [{"type": "External", "external": {
            "metric": {"name": "queue", "selector": {"matchLabels": {"app": "web"}}},
            "target": {"type": "AverageValue", "averageValue": "10"}}}],
          "behavior": {"scaleDown": {"stabilizationWindowSeconds": 0,
            "policies": [{"type": "Pods", "value": 1, "periodSeconds": 60}]}}
        """);
    // The average is reckoned over the replicas that the target has, none as yet.
    cluster
        .client()
        .in(Kinds.DEPLOYMENTS, "default")
        .patchStatus("web", Patch.merge(JsonParser.parse("{\"status\": {\"replicas\": 2}}")));
    look("scaled up", () -> replicas() == 3);
    look("shown", () -> !condition("web", "ScalingActive").reason().isEmpty());
    assertThat(condition("web", "ScalingActive").message())
        .endsWith(
            "from external metric queue(&LabelSelector{MatchLabels:map[string]string{app:"
                + " web,},MatchExpressions:[]LabelSelectorRequirement{},})");
    assertThat(autoscaler("web").status().currentMetrics().getFirst().external().current().json())
        .isEqualTo(JsonParser.parse("{\"averageValue\": \"15\"}"));
  }
}
