package k4j.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The example of README.md, as it stands there.
@K4jCluster(nodes = 3)
class ReadmeExampleTest {

  @Test
  void podsMoveAwayFromALostNode(TestCluster cluster, KubernetesClient client, ClusterClock clock) {
    client
        .resource(
            new DeploymentBuilder()
                .withNewMetadata()
                .withName("web")
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .withNewSelector()
                .addToMatchLabels("app", "web")
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", "web")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("c")
                .withImage("nginx")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build())
        .create();
    clock.advance(Duration.ofSeconds(10));
    Pod pod = client.pods().inNamespace("default").list().getItems().getFirst();
    String node = pod.getSpec().getNodeName();
    assertThat(pod.getStatus().getPhase()).isEqualTo("Running");

    cluster.nodes().fail(node, false);
    clock.advance(Duration.ofMinutes(7)); // takes milliseconds

    assertThat(client.pods().inNamespace("default").list().getItems())
        .anyMatch(other ->
            other.getStatus().getPhase().equals("Running")
                && !other.getSpec().getNodeName().equals(node));
  }
}
