package k4j.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import k4j.api.json.JsonObject;
import k4j.api.meta.SystemEdge;
import k4j.client.Patch;
import k4j.client.WriteOptions;
import k4j.cri.container.ContainerState;
import k4j.kubelet.pod.Pods;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods whose resources change while they run.
@SystemEdge
class PodResizeTest {

  @TempDir Path directory;
  private FakeRuntime runtime;
  private Node node;

  @BeforeEach
  void startNode() {
    runtime = new FakeRuntime(InstantSource.system());
    node = Node.fake(directory, runtime);
  }

  @AfterEach
  void closeNode() {
    node.close();
  }

  private static String resources(String cpu, String memory) {
    return ("'resources':{'limits':{'cpu':'%1$s','memory':'%2$s'},"
            + "'requests':{'cpu':'%1$s','memory':'%2$s'}}")
        .formatted(cpu, memory);
  }

  private void run(String name, String cpu, String memory, String more) {
    node.pod(
        name,
        "{'containers':[{'name':'c','image':'busybox:1'," + resources(cpu, memory) + more + "}]}");
    node.awaitPhase(name, "Running");
  }

  private void resize(String name, String cpu, String memory) {
    String patch = "{'spec':{'containers':[{'name':'c'," + resources(cpu, memory) + "}]}}";
    node.client
        .in(Pods.POD, "default")
        .patch(name, "resize", Patch.strategic(Node.json(patch)), WriteOptions.DEFAULT);
  }

  private JsonObject awaitCpu(String name, String cpu) {
    return node.await(
        name,
        pod ->
            actual(pod).object("limits").string("cpu").equals(cpu)
                && Node.condition(pod, "PodResizeInProgress").isEmpty()
                && Node.condition(pod, "PodResizePending").isEmpty()
                && pod.object("status").integer("observedGeneration")
                    == pod.object("metadata").integer("generation"));
  }

  private static JsonObject actual(JsonObject pod) {
    return Node.container(pod, 0).object("resources");
  }

  private static Predicate<JsonObject> pending(String reason) {
    return pod ->
        pod.object("status").array("conditions").objects().stream()
            .anyMatch(c ->
                c.string("type").equals("PodResizePending") && c.string("reason").equals(reason));
  }

  @Test
  void aContainerIsResizedWhileItRuns() {
    run("web", "100m", "100Mi", "");
    resize("web", "200m", "50Mi");
    JsonObject pod = awaitCpu("web", "200m");
    assertThat(actual(pod).object("requests").string("memory")).isEqualTo("50Mi");
    assertThat(Node.container(pod, 0).object("allocatedResources").string("cpu")).isEqualTo("200m");
    assertThat(pod.object("status").object("allocatedResources").string("cpu")).isEqualTo("200m");
    assertThat(Node.container(pod, 0).integer("restartCount")).isZero();
    // Memory shrinks in the container first, cpu grows in the pod first.
    assertThat(runtime.updates)
        .containsExactly(
            "c shares=102 quota=10000 memory=52428800",
            "pod shares=0 quota=0 memory=52428800",
            "pod shares=0 quota=20000 memory=0",
            "pod shares=204 quota=0 memory=0",
            "c shares=204 quota=20000 memory=52428800");
    String list = "{\"cpu\":\"200m\",\"memory\":\"50Mi\"}";
    String text =
        ("{\"containers\":[{\"name\":\"c\",\"resources\":{\"limits\":%1$s,\"requests\":%1$s}}],"
                + "\"generation\":2}")
            .formatted(list);
    node.awaitEvent("web", "ResizeStarted: Pod resize started: " + text);
    node.awaitEvent("web", "ResizeCompleted: Pod resize completed: " + text);
  }

  @Test
  void aContainerRestartsWhereItsPolicyWantsIt() {
    run(
        "web",
        "100m",
        "100Mi",
        ",'resizePolicy':[{'resourceName':'memory','restartPolicy':'RestartContainer'}]");
    resize("web", "200m", "100Mi");
    awaitCpu("web", "200m");
    resize("web", "100m", "150Mi");
    JsonObject pod = awaitCpu("web", "100m");
    pod = node.await("web", p -> Node.container(p, 0).integer("restartCount") == 1);
    assertThat(actual(pod).object("limits").string("memory")).isEqualTo("150Mi");
    node.awaitEvent("web", "Killing: Container c resize requires restart");
    assertThat(
            runtime.named("c").stream()
                .filter(c -> c.state() == ContainerState.CONTAINER_RUNNING)
                .map(c -> runtime.config(c.id()).resources().memoryLimitBytes()))
        .containsExactly(150L << 20);
  }

  @Test
  void aResizeThatDoesNotFitWaitsForRoom() {
    long cpus = Runtime.getRuntime().availableProcessors();
    run("big", Long.toString(cpus - 1), "10Mi", "");
    run("web", "100m", "100Mi", "");
    resize("web", "1500m", "100Mi");
    JsonObject pod = node.await("web", pending("Deferred"));
    assertThat(actual(pod).object("limits").string("cpu")).isEqualTo("100m");
    assertThat(Node.container(pod, 0).object("allocatedResources").string("cpu")).isEqualTo("100m");
    assertThat(node.events("web"))
        .anyMatch(e ->
            e.startsWith("ResizeDeferred: Pod resize Deferred: ")
                && e.contains("Node didn't have enough resource: cpu, requested: 1500"));
    node.restartKubelet();
    node.await("web", pending("Deferred"));
    node.delete("big");
    awaitCpu("web", "1500m");
  }

  @Test
  void whatWasGivenIsKeptOverARestartOfTheKubelet() {
    run("web", "100m", "100Mi", "");
    resize("web", "200m", "100Mi");
    awaitCpu("web", "200m");
    node.restartKubelet();
    resize("web", "300m", "100Mi");
    awaitCpu("web", "300m");
    assertThat(runtime.updates.getLast()).isEqualTo("c shares=307 quota=30000 memory=104857600");
    assertThat(runtime.named("c")).hasSize(1);
  }

  @Test
  void memoryIsNotTakenBelowWhatIsUsed() {
    run("web", "100m", "100Mi", "");
    runtime.usedMemory = 60 << 20;
    resize("web", "100m", "50Mi");
    JsonObject pod =
        node.await(
            "web",
            p ->
                Node.condition(p, "PodResizeInProgress").equals("True")
                    && p.toString().contains("below current usage"));
    assertThat(actual(pod).object("limits").string("memory")).isEqualTo("100Mi");
    assertThat(pod.toString())
        .contains(
            "cannot decrease memory limits: [attempting to set pod memory limit (52428800) below"
                + " current usage (62914560), attempting to set container \\\"c\\\" memory limit"
                + " (52428800) below current usage (62914560)]");
    Eventually.value(
        () -> node.events("web"), e -> e.stream().anyMatch(t -> t.startsWith("ResizeError: ")));
    resize("web", "100m", "100Mi");
    awaitCpu("web", "100m");
    assertThat(runtime.updates).isEqualTo(List.of());
  }
}
