package k4j.kubelet.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.schema.BuiltinCatalog;
import k4j.api.schema.ResourceName;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.User;
import k4j.client.Client;
import k4j.client.DeleteOptions;
import k4j.client.Patch;
import k4j.client.Surroundings;
import k4j.client.Unstructured;
import k4j.kubelet.pod.Pods;
import k4j.kubelet.server.Access;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import k4j.testing.TestTls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SimulatedNodesTest {

  private static final int NODES = 20;

  @TempDir Path directory;
  private final MovableClock clock = new MovableClock();
  private Client client;
  private SimulatedNodes nodes;

  @BeforeEach
  void start() {
    var random = new SecureRandom();
    ApiServer server = new ApiServerBuilder(new BuiltinCatalog(), clock, clock, random).build();
    client = new Client(server.transport(User.of("admin", User.MASTERS)));
    for (String namespace : List.of("default", "kube-node-lease")) {
      client
          .on(Unstructured.kind(new ResourceName("", "v1", "namespaces"), "Namespace", false))
          .create(
              new Unstructured(
                  json(
                      "{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'"
                          + namespace
                          + "'}}")));
    }
    nodes =
        new SimulatedNodes(
            new SimulatedNodes.Services(
                _ -> client,
                client,
                new Surroundings(clock, clock, random),
                _ -> (_, _, _, _) -> new Access.Decision.Allowed(),
                TestTls::server,
                directory,
                List.of()),
            Simulation.of(
                json(
                    "{'cpus':8,'zones':['a','b'],'pods':[{'labels':{'app':'batch'},"
                        + "'behaviour':{'run-time':'1h'}}]}")));
    nodes.start();
    nodes.add("node", NODES);
  }

  @AfterEach
  void stop() {
    nodes.close();
    clock.shutdown();
  }

  private static JsonObject json(String text) {
    return JsonParser.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private void pod(String name, String node, Map<String, String> annotations, String spec) {
    JsonObject metadata =
        JsonObject.EMPTY
            .with("name", name)
            .with("labels", JsonObject.EMPTY.with("app", name))
            .with("annotations", JsonObject.ofStrings(annotations));
    client
        .in(Pods.POD, "default")
        .create(
            new Unstructured(
                JsonObject.builder()
                    .put("apiVersion", "v1")
                    .put("kind", "Pod")
                    .put("metadata", metadata)
                    .put("spec", json(spec).with("nodeName", node))
                    .build()));
  }

  private JsonObject status(String pod) {
    return client.in(Pods.POD, "default").get(pod).json().object("status");
  }

  private void awaitPhase(String pod, String phase) {
    Eventually.value(() -> status(pod), status -> status.string("phase").equals(phase));
  }

  private boolean ready(String pod) {
    return status(pod).array("conditions").objects().stream()
        .anyMatch(c -> c.string("type").equals("Ready") && c.string("status").equals("True"));
  }

  private String renewal(String node) {
    return client
        .in(Pods.LEASE, "kube-node-lease")
        .find(node)
        .map(lease -> lease.json().object("spec").string("renewTime"))
        .orElse("");
  }

  @Test
  void everyNodeRegistersItselfAndIsReady() {
    List<Unstructured> all =
        Eventually.value(
            () -> client.on(Pods.NODE).list(),
            list -> list.size() == NODES && list.stream().allMatch(SimulatedNodesTest::isReady));
    JsonObject node = all.getFirst().json();
    assertThat(node.object("status").object("capacity").string("cpu")).isEqualTo("8");
    assertThat(node.object("metadata").object("labels").string("topology.kubernetes.io/zone"))
        .isIn("a", "b");
    assertThat(all.stream().map(n -> n.json().object("spec").string("podCIDR")).distinct())
        .hasSize(NODES);
    Eventually.value(() -> renewal("node-7"), text -> !text.isEmpty());
  }

  private static boolean isReady(Unstructured node) {
    return node.json().object("status").array("conditions").objects().stream()
        .anyMatch(c -> c.string("type").equals("Ready") && c.string("status").equals("True"));
  }

  @Test
  void aPodRunsOnItsNodeUntilItIsDeleted() {
    pod("web", "node-3", Map.of(), "{'containers':[{'name':'c','image':'nginx:1'}]}");
    Eventually.value(() -> ready("web"), ready -> ready);
    assertThat(status("web").string("podIP")).isEqualTo("10.128.3.2");
    assertThat(status("web").string("hostIP")).isEqualTo("10.64.0.3");
    client.in(Pods.POD, "default").delete("web", DeleteOptions.DEFAULT);
    Eventually.value(
        () -> client.in(Pods.POD, "default").find("web").isPresent(), present -> !present);
  }

  @Test
  void aPodEndsAsItsAnnotationsSay() {
    pod(
        "job",
        "node-1",
        Map.of("simulated.k4j.io/run-time", "10m", "simulated.k4j.io/exit-code", "3"),
        "{'restartPolicy':'Never','containers':[{'name':'c','image':'b:1'}]}");
    awaitPhase("job", "Running");
    clock.advance(Duration.ofMinutes(10));
    awaitPhase("job", "Failed");
    JsonObject end =
        status("job").array("containerStatuses").object(0).object("state").object("terminated");
    assertThat(end.integer("exitCode")).isEqualTo(3);
  }

  @Test
  void aPodEndsAsARuleSays() {
    pod(
        "batch",
        "node-2",
        Map.of(),
        "{'restartPolicy':'Never','initContainers':[{'name':'i','image':'b:1'}],"
            + "'containers':[{'name':'c','image':'b:1'}]}");
    Eventually.value(
        () -> {
          clock.advance(Duration.ofSeconds(1));
          return status("batch").string("phase");
        },
        phase -> phase.equals("Running"));
    clock.advance(Duration.ofHours(1));
    awaitPhase("batch", "Succeeded");
  }

  @Test
  void probesAskTheSimulation() {
    pod(
        "slow",
        "node-4",
        Map.of("simulated.k4j.io/ready-after", "1h"),
        "{'containers':[{'name':'c','image':'b:1','readinessProbe':{'periodSeconds':1,"
            + "'httpGet':{'path':'/','port':80}}}]}");
    awaitPhase("slow", "Running");
    clock.advance(Duration.ofMinutes(30));
    assertThat(ready("slow")).isFalse();
    clock.advance(Duration.ofMinutes(30));
    Eventually.value(
        () -> {
          clock.advance(Duration.ofSeconds(1));
          return ready("slow");
        },
        ready -> ready);
  }

  @Test
  void aNodeThatFailsIsNotHeardOfUntilItRecovers() {
    Eventually.value(() -> renewal("node-5"), text -> !text.isEmpty());
    annotate(JsonObject.EMPTY.with(SimulatedNodes.FAILED, "true"));
    Eventually.value(() -> nodes.runs("node-5"), runs -> !runs);
    String last = renewal("node-5");
    clock.advance(Duration.ofMinutes(5));
    Eventually.value(() -> renewal("node-6"), text -> text.compareTo(last) > 0);
    assertThat(renewal("node-5")).isEqualTo(last);
    annotate(JsonObject.EMPTY.with(SimulatedNodes.FAILED, JsonNull.NULL));
    Eventually.value(() -> renewal("node-5"), text -> text.compareTo(last) > 0);
  }

  private void annotate(JsonObject annotations) {
    Json metadata = JsonObject.EMPTY.with("annotations", annotations);
    client.on(Pods.NODE).patch("node-5", Patch.merge(JsonObject.EMPTY.with("metadata", metadata)));
  }
}
