package k4j.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.transport.Request;
import k4j.client.https.HttpsTransport;
import k4j.client.https.ServerAccess;
import k4j.cluster.kubeconfig.ClusterAccess;
import k4j.cluster.profile.Profile;
import k4j.cluster.profile.ProfileHome;
import k4j.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole cluster with simulated nodes, over HTTPS.
class SimulatedClusterTest {

  private static final String PODS = "/api/v1/namespaces/default/pods";

  @TempDir Path home;

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everyNodeIsReadyAndRunsWhatIsDeployed() throws IOException {
    JsonObject settings =
        json(
            """
            {"apiserverPort": %d, "simulated": {"nodes": 20}}
            """
                .formatted(freePort()));
    ClusterConfig config = ClusterConfig.of(settings, ClusterConfig.defaults("simulated"));
    Profile profile = new ProfileHome(home).profile("simulated");
    try (Cluster cluster = Cluster.startSimulated(profile, config, _ -> {})) {
      cluster.awaitReady(Duration.ofSeconds(20));
      assertThat(cluster.nodes()).hasSize(20).allMatch(Readiness::isReady);
      ClusterAccess access = cluster.access();
      ServerAccess server =
          ServerAccess.of(URI.create(access.server()), access.authorityPem())
              .withCertificate(access.certificatePem(), access.keyPem());
      try (var transport = new HttpsTransport(server, "test")) {
        runsAPod(transport);
      }
    }
  }

  private static void runsAPod(HttpsTransport transport) {
    transport.send(
        Request.of(
            "POST",
            "/apis/apps/v1/namespaces/default/deployments",
            Map.of(),
            json(
                """
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
                 "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "web"}},
                   "template": {"metadata": {"labels": {"app": "web"}},
                     "spec": {"containers": [{"name": "c", "image": "nginx"}]}}}}
                """)));
    JsonObject list =
        Eventually.value(
            () -> transport.send(Request.get(PODS, Map.of())).body(),
            body ->
                body.array("items").size() == 3
                    && body.array("items").objects().stream()
                        .allMatch(p -> p.object("status").string("phase").equals("Running")));
    String node = list.array("items").object(0).object("spec").string("nodeName");
    String pods = "/api/v1/nodes/" + node + "/proxy/pods";
    JsonObject ofNode = transport.send(Request.get(pods, Map.of())).body();
    assertThat(ofNode.array("items").size()).isPositive();
  }

  @Test
  void aFileThatSaysWhatIsNotKnownIsRefused() throws IOException {
    Path file = home.resolve("simulation.yaml");
    Files.writeString(file, "cpu: 8\n");
    assertThatThrownBy(new SimulatedChoice(1, file.toString())::simulation)
        .isInstanceOf(ClusterFailure.class)
        .hasMessageEndingWith(
            "is no simulation: \"cpu\" is unknown; known are cpus, memory, pods, storage, zones");
  }
}
