package k4j.controllers.replicaset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import k4j.api.Kinds;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonParser;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.controllers.TestKubelet;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaSetControllerTest {

  private TestCluster cluster;
  private TestKubelet kubelet;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    kubelet = new TestKubelet(cluster);
    cluster.start("replicaset-controller", "replicationcontroller-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void create(String kind, int replicas) {
    String spec =
        """
        {"metadata": {"name": "web"}, "apiVersion": "%s", "kind": "%s",
         "spec": {"replicas": %d, "selector": %s, "template": {
           "metadata": {"labels": {"app": "web"}},
           "spec": {"containers": [{"name": "c", "image": "i"}]}}}}
        """;
    if (kind.equals("ReplicaSet")) {
      cluster.create(
          Kinds.REPLICA_SETS,
          spec.formatted("apps/v1", kind, replicas, "{\"matchLabels\": {\"app\": \"web\"}}"));
    } else {
      cluster.create(
          Kinds.REPLICATION_CONTROLLERS,
          spec.formatted("v1", kind, replicas, "{\"app\": \"web\"}"));
    }
  }

  private ReplicaSet set() {
    return cluster.client().in(Kinds.REPLICA_SETS, "default").get("web");
  }

  private List<String> owners(String pod) {
    return kubelet.pod(pod).metadata().ownerReferences().stream()
        .map(owner -> owner.kind() + " " + owner.name())
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ReplicaSet", "ReplicationController"})
  void adoptsWhatMatchesAndLetsGoOfWhatNoLongerDoes(String kind) {
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "first", "labels":
          {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
        """);
    create(kind, 1);
    Eventually.await("adopted", () -> owners("first").equals(List.of(kind + " web")));
    assertThat(kubelet.pods()).hasSize(1);
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .patch(
            "first",
            Patch.merge(JsonParser.parse("{\"metadata\": {\"labels\": {\"app\": \"other\"}}}")));
    Eventually.await("released", () -> owners("first").isEmpty());
    Eventually.await("another", () -> kubelet.pods().size() == 2);
  }

  @Test
  void countsWhatIsReadyAndTells() {
    create("ReplicaSet", 3);
    Eventually.await(
        "ready",
        () -> {
          kubelet.step();
          return set().status().availableReplicas() == 3;
        });
    assertThat(set().status().readyReplicas()).isEqualTo(3);
    assertThat(set().status().fullyLabeledReplicas()).isEqualTo(3);
    Pod down = kubelet.pods().getFirst();
    kubelet.run(down, false);
    Eventually.await("less", () -> set().status().readyReplicas() == 2);
    cluster
        .client()
        .in(Kinds.REPLICA_SETS, "default")
        .patch("web", Patch.merge(JsonParser.parse("{\"spec\": {\"replicas\": 2}}")));
    Eventually.await(
        "the one that is down goes",
        () -> {
          kubelet.step();
          return kubelet.pods().size() == 2;
        });
    assertThat(kubelet.pods()).extracting(Pod::uid).doesNotContain(down.uid());
    Eventually.asserted(() ->
        assertThat(cluster.client().in(Kinds.EVENTS, "default").list())
            .extracting(Event::reason, Event::message, e -> e.source().component())
            .contains(
                tuple("SuccessfulDelete", "Deleted pod: " + down.name(), "replicaset-controller")));
  }
}
