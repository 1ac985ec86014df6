package k4j.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.Kinds;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.ReplicationController;
import k4j.api.json.JsonParser;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReplicationControllerTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start("replicationcontroller-controller", "replicaset-controller");
    cluster.create(
        Kinds.REPLICATION_CONTROLLERS,
        """
        {"apiVersion": "v1", "kind": "ReplicationController", "metadata": {"name": "web"},
         "spec": {"replicas": 2, "selector": {"app": "web"}, "template": {
           "metadata": {"labels": {"app": "web"}},
           "spec": {"containers": [{"name": "web", "image": "web:1"}]}}}}
        """);
    Eventually.await("pods", () -> controller().status().replicas() == 2);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Resources<ReplicationController> controllers() {
    return cluster.client().in(Kinds.REPLICATION_CONTROLLERS, "default");
  }

  private ReplicationController controller() {
    return controllers().get("web");
  }

  private List<Pod> pods() {
    return cluster.client().in(Kinds.PODS, "default").list();
  }

  @Test
  void hasThePodsItWants() {
    assertThat(pods())
        .hasSize(2)
        .allSatisfy(pod -> {
          assertThat(pod.name()).startsWith("web-");
          var owner = pod.metadata().ownerReferences().getFirst();
          assertThat(owner.apiVersion()).isEqualTo("v1");
          assertThat(owner.kind()).isEqualTo("ReplicationController");
          assertThat(owner.controller()).isTrue();
        });
    assertThat(controller().status().observedGeneration()).isEqualTo(1);
    assertThat(controller().status().fullyLabeledReplicas()).isEqualTo(2);
  }

  @Test
  void followsItsScale() {
    controllers().patch("web", Patch.merge(JsonParser.parse("{\"spec\": {\"replicas\": 1}}")));
    Eventually.await("one", () -> pods().size() == 1 && controller().status().replicas() == 1);
  }

  @Test
  void letsGoOfPodsThatNoLongerMatch() {
    String first = pods().getFirst().name();
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .patch(
            first,
            Patch.merge(JsonParser.parse("{\"metadata\": {\"labels\": {\"app\": \"other\"}}}")));
    Eventually.asserted(() -> {
      assertThat(pods()).hasSize(3);
      assertThat(pods())
          .filteredOn(pod -> pod.name().equals(first))
          .allSatisfy(pod -> assertThat(pod.metadata().ownerReferences()).isEmpty());
    });
  }
}
