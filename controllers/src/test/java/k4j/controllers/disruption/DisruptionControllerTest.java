package k4j.controllers.disruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonParser;
import k4j.api.meta.StatusException;
import k4j.api.policy.v1.PodDisruptionBudgetStatus;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisruptionControllerTest {

  private final MovableClock clock = new MovableClock();
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster(clock);
    cluster.start("disruption-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Resources<Pod> pods() {
    return cluster.client().in(Kinds.PODS, "default");
  }

  private void budget(String spec) {
    cluster.create(
        Kinds.POD_DISRUPTION_BUDGETS,
        """
        {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"},
         "spec": {"selector": {"matchLabels": {"app": "web"}}, %s}}
        """
            .formatted(spec));
  }

  private void pod(String name, String owner) {
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "%s", "labels": {"app": "web"}, "ownerReferences": [%s]},
         "spec": {"nodeName": "one", "containers": [{"name": "web", "image": "web:1"}]}}
        """
            .formatted(name, owner));
    patch(
        name,
        """
        {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True",
          "lastTransitionTime": "2026-01-01T00:00:00Z"}]}}
        """);
  }

  private void patch(String pod, String status) {
    pods().patchStatus(pod, Patch.merge(JsonParser.parse(status)));
  }

  private PodDisruptionBudgetStatus status() {
    return cluster.client().in(Kinds.POD_DISRUPTION_BUDGETS, "default").get("web").status();
  }

  private void evict(String pod) {
    pods()
        .post(
            pod,
            "eviction",
            JsonParser.parse(
                """
                {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "%s"}}
                """
                    .formatted(pod)));
  }

  @Test
  void anEvictionNeedsPodsToSpare() {
    budget("\"minAvailable\": 1");
    pod("a", "");
    Eventually.await("one healthy", () -> status().currentHealthy() == 1);
    assertThat(status().disruptionsAllowed()).isZero();
    assertThatThrownBy(() -> evict("a"))
        .isInstanceOfSatisfying(
            StatusException.class,
            e -> {
              assertThat(e.status().code()).isEqualTo(429);
              assertThat(e.status().details().causes().getFirst().reason())
                  .isEqualTo("DisruptionBudget");
            });

    pod("b", "");
    Eventually.await("one to spare", () -> status().disruptionsAllowed() == 1);
    evict("a");
    Eventually.await(
        "counted", () -> status().currentHealthy() == 1 && status().disruptionsAllowed() == 0);
  }

  @Test
  void aShareIsThatOfWhatTheControllersWant() {
    String uid =
        cluster
            .create(
                Kinds.REPLICA_SETS,
                """
                {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": {"name": "web"},
                 "spec": {"replicas": 4, "selector": {"matchLabels": {"app": "web"}}, "template": {
                   "metadata": {"labels": {"app": "web"}},
                   "spec": {"containers": [{"name": "web", "image": "web:1"}]}}}}
                """)
            .uid();
    String owner =
        """
        {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web", "uid": "%s",
         "controller": true}
        """
            .formatted(uid);
    budget("\"maxUnavailable\": \"50%\"");
    pod("a", owner);
    pod("b", owner);
    pod("c", owner);
    Eventually.asserted(() -> {
      assertThat(status().expectedPods()).isEqualTo(4);
      assertThat(status().currentHealthy()).isEqualTo(3);
      assertThat(status().disruptionsAllowed()).isEqualTo(1);
    });
  }

  @Test
  void podsThatWereNotDeletedAfterAllAreDisruptedNoMore() {
    pod("a", "");
    patch(
        "a",
        """
        {"status": {"conditions": [{"type": "DisruptionTarget", "status": "True",
          "reason": "EvictionByEvictionAPI", "lastTransitionTime": "%s"}]}}
        """
            .formatted(clock.instant()));
    Eventually.await(
        "it waits",
        () -> {
          clock.advance(Duration.ofSeconds(30));
          var condition = pods().get("a").status().conditions().getFirst();
          return condition.status().equals("False") && !condition.hasReason();
        });
    assertThat(clock.instant()).isAfterOrEqualTo(MovableClock.START.plusSeconds(120));
  }
}
