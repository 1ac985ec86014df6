package k4j.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.api.transport.Request;
import k4j.api.yaml.YamlReader;
import k4j.client.https.HttpsTransport;
import k4j.client.https.ServerAccess;
import org.junit.jupiter.api.Test;

/// The server is killed without warning while much is going on, and starts again.
class CrashTest {

  private static final int CLIENTS = 32;
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";

  @Test
  void nothingAcknowledgedIsLostAndContainersAreAdopted() throws Exception {
    try (var cluster = new TestCluster("crash", 2)) {
      Path kubectl = Kubectl.OF_THE_MACHINE.binary();
      cluster.start().ok();
      cluster
          .kubectl(
              kubectl,
              "create",
              "deployment",
              "sleepers",
              "--image=k4j.local/host",
              "--replicas=2",
              "--",
              "sleep",
              "100000")
          .ok();
      cluster.kubectl(kubectl, "rollout", "status", "deployment/sleepers", "--timeout=60s").ok();
      Map<String, String> before = containers(cluster, kubectl);
      assertThat(before).hasSize(2);

      var acknowledged = new ConcurrentHashMap<String, Long>();
      var newest = new AtomicLong();
      var busy = new CountDownLatch(400);
      List<Thread> writers = write(access(cluster), acknowledged, newest, busy);
      cluster.kubectl(kubectl, "scale", "deployment/sleepers", "--replicas=6").ok();
      busy.await();
      cluster.kill();
      for (Thread writer : writers) {
        writer.join();
      }

      cluster.start().ok();
      try (var transport = new HttpsTransport(access(cluster), "crash-test")) {
        JsonObject list = transport.send(Request.get(MAPS, Map.of())).body();
        Set<String> present =
            list.array("items").objects().stream()
                .map(item -> item.object("metadata").string("name"))
                .collect(Collectors.toSet());
        assertThat(present).containsAll(acknowledged.keySet());
        assertThat(Long.parseLong(list.object("metadata").string("resourceVersion")))
            .isGreaterThanOrEqualTo(newest.get());
      }
      cluster.kubectl(kubectl, "rollout", "status", "deployment/sleepers", "--timeout=60s").ok();
      Map<String, String> after = containers(cluster, kubectl);
      assertThat(after).hasSize(6).containsAllEntriesOf(before);
      assertThat(
              cluster
                  .kubectl(
                      kubectl,
                      "get",
                      "pods",
                      "-o",
                      "jsonpath={.items[*].status.containerStatuses[*].restartCount}")
                  .ok())
          .isEqualTo("0 0 0 0 0 0");
    }
  }

  /// Each pod of the deployment with the id of its container.
  private static Map<String, String> containers(TestCluster cluster, Path kubectl) {
    String rows =
        cluster
            .kubectl(
                kubectl,
                "get",
                "pods",
                "-l",
                "app=sleepers",
                "-o",
                "jsonpath={range .items[*]}{.metadata.name}={.status.containerStatuses[0].containerID}"
                    + "{\"\\n\"}{end}")
            .ok();
    return rows.lines()
        .collect(Collectors.toMap(row -> row.split("=")[0], row -> row.split("=")[1]));
  }

  private static List<Thread> write(
      ServerAccess access, Map<String, Long> acknowledged, AtomicLong newest, CountDownLatch busy) {
    var writers = new ArrayList<Thread>();
    for (int client = 0; client < CLIENTS; client++) {
      String prefix = "map-" + client + "-";
      writers.add(
          Thread.ofVirtual()
              .start(() -> {
                try (var transport = new HttpsTransport(access, "crash-test")) {
                  for (int i = 0; true; i++) {
                    String name = prefix + i;
                    JsonObject created = transport.send(create(name)).body();
                    long revision =
                        Long.parseLong(created.object("metadata").string("resourceVersion"));
                    acknowledged.put(name, revision);
                    newest.accumulateAndGet(revision, Math::max);
                    busy.countDown();
                  }
                } catch (StatusException _) {
                  // The server is gone: what was not acknowledged does not count.
                }
              }));
    }
    return writers;
  }

  private static Request create(String name) {
    JsonObject map =
        JsonObject.builder()
            .put("apiVersion", "v1")
            .put("kind", "ConfigMap")
            .put("metadata", JsonObject.EMPTY.with("name", name))
            .build();
    return Request.of("POST", MAPS, Map.of(), map);
  }

  private static ServerAccess access(TestCluster cluster) throws IOException {
    Path file = cluster.home().resolve(cluster.profile()).resolve("kubeconfig");
    var config = (JsonObject) YamlReader.parse(Files.readAllBytes(file));
    JsonObject server = config.array("clusters").object(0).object("cluster");
    JsonObject user = config.array("users").object(0).object("user");
    return ServerAccess.of(
            URI.create(server.string("server")), decoded(server, "certificate-authority-data"))
        .withCertificate(
            decoded(user, "client-certificate-data"), decoded(user, "client-key-data"));
  }

  private static String decoded(JsonObject from, String name) {
    return new String(Base64.getDecoder().decode(from.string(name)), StandardCharsets.UTF_8);
  }
}
