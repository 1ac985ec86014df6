package k4j.controllers.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.Kinds;
import k4j.api.apps.v1.Deployment;
import k4j.api.apps.v1.ReplicaSet;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.Pod;
import k4j.controllers.Controllers;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeploymentControllerTest {

  private static final String WEB =
      """
      {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
       "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "web"}},
        "template": {"metadata": {"labels": {"app": "web"}},
         "spec": {"containers": [{"name": "web", "image": "web:1"}]}}}}
      """;

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start(Controllers.ALL);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private List<Pod> pods() {
    return cluster.client().in(Kinds.PODS, "default").list();
  }

  private List<ReplicaSet> sets() {
    return cluster.client().in(Kinds.REPLICA_SETS, "default").list();
  }

  @Test
  void makesPodsThroughAReplicaSet() {
    cluster.create(Kinds.DEPLOYMENTS, WEB);

    Eventually.await("three pods", () -> pods().size() == 3);

    ReplicaSet set = sets().getFirst();
    assertThat(set.name()).startsWith("web-");
    assertThat(pods()).allMatch(pod -> pod.name().startsWith(set.name() + "-"));
    Eventually.asserted(() ->
        assertThat(cluster.client().in(Kinds.EVENTS, "default").list())
            .extracting(Event::reason, Event::message)
            .contains(
                org.assertj.core.groups.Tuple.tuple(
                    "ScalingReplicaSet", "Scaled up replica set " + set.name() + " from 0 to 3")));
    Eventually.await(
        "status",
        () ->
            cluster
                    .client()
                    .in(Kinds.DEPLOYMENTS, "default")
                    .get("web")
                    .status()
                    .unavailableReplicas()
                == 3);
    Deployment web = cluster.client().in(Kinds.DEPLOYMENTS, "default").get("web");
    assertThat(web.metadata().annotations()).containsEntry(Revisions.REVISION, "1");
  }
}
