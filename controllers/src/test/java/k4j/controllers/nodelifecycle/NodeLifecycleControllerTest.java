package k4j.controllers.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import k4j.api.Kinds;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.NodeCondition;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLifecycleControllerTest {

  private final MovableClock clock = new MovableClock();
  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster(clock);
    cluster.start("node-lifecycle-controller", "taint-eviction-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void node(String name) {
    Node node =
        cluster.create(
            Kinds.NODES,
            """
            {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "%s"}}
            """
                .formatted(name));
    NodeCondition ready =
        NodeCondition.EMPTY
            .withType("Ready")
            .withStatus("True")
            .withReason("KubeletReady")
            .withMessage("kubelet is posting ready status")
            .withLastHeartbeatTime(clock.instant())
            .withLastTransitionTime(clock.instant());
    cluster
        .client()
        .on(Kinds.NODES)
        .updateStatus(node.withStatus(node.status().withConditions(List.of(ready))));
    Eventually.await(
        "registered",
        () ->
            cluster.client().on(Kinds.EVENTS).list().stream()
                .anyMatch(e ->
                    e.involvedObject().name().equals(name) && e.reason().equals("RegisteredNode")));
  }

  private void pod(String name, String tolerations) {
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"},
         "spec": {"nodeName": "one", "containers": [{"name": "c", "image": "i"}],
                  "tolerations": [%s]}}
        """
            .formatted(name, tolerations));
  }

  private Node node() {
    return cluster.client().on(Kinds.NODES).get("one");
  }

  private boolean isGone(String pod) {
    return cluster
        .client()
        .in(Kinds.PODS, "default")
        .find(pod)
        .filter(p -> !p.isDeleting())
        .isEmpty();
  }

  @Test
  void aSilentNodeBecomesUnknownAndLosesItsPods() {
    node("one");
    pod("plain", "");
    pod(
        "patient",
        """
        {"key": "node.kubernetes.io/unreachable", "operator": "Exists", "effect": "NoExecute",
         "tolerationSeconds": 20}
        """);
    clock.advance(Duration.ofSeconds(30));
    node("two");
    assertThat(NodeHealth.ready(node())).isEqualTo("True");

    clock.advance(Duration.ofSeconds(21));

    Eventually.await(
        "unknown",
        () -> {
          clock.advance(Duration.ofSeconds(1)); // the controller may have seen the node late
          return NodeHealth.ready(node()).equals("Unknown");
        });
    assertThat(NodeHealth.condition(node(), "Ready").orElseThrow().message())
        .isEqualTo("Kubelet stopped posting node status.");
    Eventually.await(
        "tainted",
        () ->
            node().spec().taints().stream()
                .anyMatch(t ->
                    t.key().equals("node.kubernetes.io/unreachable")
                        && t.effect().equals("NoExecute")));
    Eventually.await("plain pod evicted", () -> isGone("plain"));
    assertThat(isGone("patient")).isFalse();

    Eventually.await(
        "patient pod waits",
        () -> {
          clock.advance(Duration.ofSeconds(1));
          return isGone("patient");
        });
    assertThat(clock.instant()).isAfterOrEqualTo(MovableClock.START.plusSeconds(71));
  }

  @Test
  void aLonelySilentNodeKeepsItsPods() {
    node("one");
    pod("plain", "");
    clock.advance(Duration.ofSeconds(51));
    Eventually.await(
        "no new pods",
        () -> {
          clock.advance(Duration.ofSeconds(1)); // the controller may have seen the node late
          return node().spec().taints().stream()
              .anyMatch(t ->
                  t.key().equals("node.kubernetes.io/unreachable")
                      && t.effect().equals("NoSchedule"));
        });
    assertThat(node().spec().taints()).noneMatch(t -> t.effect().equals("NoExecute"));
    assertThat(isGone("plain")).isFalse();
  }

  @Test
  void aCordonedNodeIsTainted() {
    node("one");
    Node node = node();
    cluster.client().on(Kinds.NODES).update(node.withSpec(node.spec().withUnschedulable(true)));
    Eventually.await(
        "tainted",
        () ->
            node().spec().taints().stream()
                .anyMatch(t -> t.key().equals("node.kubernetes.io/unschedulable")));
  }
}
