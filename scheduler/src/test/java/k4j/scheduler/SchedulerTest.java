package k4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import k4j.api.Kinds;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.Node;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.PodCondition;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.client.DeleteOptions;
import k4j.client.Patch;
import k4j.client.Resources;
import k4j.testing.Eventually;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  private TestCluster cluster;
  private Resources<Pod> pods;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    pods = cluster.client().in(Kinds.PODS, "default");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void node(String name, String cpu) {
    Node node =
        Kinds.NODES.of(
            (JsonObject)
                JsonParser.parse(
                    """
                    {"apiVersion": "v1", "kind": "Node",
                     "metadata": {"name": "%s", "labels": {"kubernetes.io/hostname": "%s"}},
                     "status": {"allocatable": {"cpu": "%s", "memory": "4Gi", "pods": "110"},
                                "capacity": {"cpu": "%s", "memory": "4Gi", "pods": "110"}}}
                    """
                        .formatted(name, name, cpu, cpu)));
    cluster.client().on(Kinds.NODES).create(node);
    cluster
        .client()
        .on(Kinds.NODES)
        .updateStatus(cluster.client().on(Kinds.NODES).get(name).withStatus(node.status()));
  }

  private void pod(String name, String cpu, String extra) {
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"},
         "spec": {%s "containers": [{"name": "c", "image": "web:1",
           "resources": {"requests": {"cpu": "%s"}}}]}}
        """
            .formatted(name, extra, cpu));
  }

  private String nodeOf(String pod) {
    return pods.get(pod).spec().nodeName();
  }

  private List<Event> events(String pod) {
    return cluster.client().in(Kinds.EVENTS, "default").list().stream()
        .filter(e -> e.involvedObject().name().equals(pod))
        .toList();
  }

  private String message(String pod) {
    return pods.get(pod).status().conditions().stream()
        .filter(c -> c.type().equals("PodScheduled") && c.status().equals("False"))
        .map(PodCondition::message)
        .findFirst()
        .orElse("");
  }

  @Test
  void bindsAPodAndTellsIt() {
    node("one", "4");
    pod("web", "100m", "");

    Eventually.await("bound", () -> nodeOf("web").equals("one"));
    Eventually.asserted(() ->
        assertThat(events("web"))
            .extracting(Event::reason, Event::message, Event::reportingComponent)
            .containsExactly(
                Tuple.tuple(
                    "Scheduled", "Successfully assigned default/web to one", "default-scheduler")));
    assertThat(pods.get("web").status().conditions())
        .anyMatch(c -> c.type().equals("PodScheduled") && c.status().equals("True"));
  }

  @Test
  void saysWhyAPodFitsNowhereAndBindsItOnceItDoes() {
    node("one", "1");
    pod("big", "3", "");

    Eventually.await(
        "told", () -> message("big").startsWith("0/1 nodes are available: 1 Insufficient cpu."));
    assertThat(events("big")).extracting(Event::reason).contains("FailedScheduling");

    node("two", "4");
    Eventually.await("bound", () -> nodeOf("big").equals("two"));
  }

  @Test
  void withoutNodesSaysSo() {
    pod("web", "100m", "");
    Eventually.await("told", () -> message("web").equals("no nodes available to schedule pods"));
    node("one", "4");
    Eventually.await("bound", () -> nodeOf("web").equals("one"));
  }

  @Test
  void roomThatAPodLeavesIsUsed() {
    node("one", "1");
    pod("first", "800m", "");
    Eventually.await("bound", () -> nodeOf("first").equals("one"));
    pod("second", "800m", "");
    Eventually.await("told", () -> !message("second").isEmpty());

    pods.delete("first", DeleteOptions.DEFAULT.withGracePeriodSeconds(0));

    Eventually.await("bound", () -> nodeOf("second").equals("one"));
  }

  @Test
  void gatesHoldAPodBackUntilTheyAreGone() {
    node("one", "4");
    pod("gated", "100m", "\"schedulingGates\": [{\"name\": \"wait\"}],");
    pod("free", "100m", "");
    Eventually.await("bound", () -> nodeOf("free").equals("one"));
    assertThat(nodeOf("gated")).isEmpty();

    pods.patch("gated", Patch.merge(JsonParser.parse("{\"spec\": {\"schedulingGates\": null}}")));

    Eventually.await("bound", () -> nodeOf("gated").equals("one"));
  }

  @Test
  void spreadsPodsByFreeRoom() {
    node("one", "4");
    node("two", "4");
    for (int i = 0; i < 8; i++) {
      pod("web-" + i, "400m", "");
    }
    Eventually.await(
        "bound", () -> pods.list().stream().noneMatch(p -> p.spec().nodeName().isEmpty()));
    assertThat(pods.list().stream().filter(p -> p.spec().nodeName().equals("one"))).hasSize(4);
  }

  /// Whoever replaces a victim comes before the last victim has gone.
  @Test
  void roomThatIsBeingMadeIsNotForLesserPods() {
    node("one", "1");
    pod("low-1", "500m", "\"priority\": 1,");
    pod("low-2", "400m", "\"priority\": 2,");
    Eventually.await("bound", () -> nodeOf("low-1").equals("one") && nodeOf("low-2").equals("one"));
    hold("low-1");
    hold("low-2");
    pod("high", "900m", "\"priority\": 100,");
    Eventually.await(
        "all told to go", () -> pods.get("low-1").isDeleting() && pods.get("low-2").isDeleting());
    release("low-1");
    pod("low-3", "400m", "\"priority\": 1,");
    Eventually.await("refused", () -> !message("low-3").isEmpty());
    assertThat(nodeOf("low-3")).isEmpty();
    assertThat(pods.get("high").status().nominatedNodeName()).isEqualTo("one");
    release("low-2");
    Eventually.await("bound", () -> nodeOf("high").equals("one"));
    assertThat(nodeOf("low-3")).isEmpty();
  }

  private void hold(String pod) {
    pods.patch(pod, Patch.merge(finalizers("\"test.k4j/hold\"")));
  }

  private void release(String pod) {
    pods.patch(pod, Patch.merge(finalizers("")));
    pods.find(pod)
        .ifPresent(p -> pods.delete(pod, DeleteOptions.DEFAULT.withGracePeriodSeconds(0)));
  }

  private static JsonObject finalizers(String names) {
    return (JsonObject) JsonParser.parse("{\"metadata\": {\"finalizers\": [%s]}}".formatted(names));
  }

  @Test
  void aMoreImportantPodTakesTheRoomOfALesserOne() {
    node("one", "1");
    pod("low", "800m", "\"priority\": 1,");
    Eventually.await("bound", () -> nodeOf("low").equals("one"));
    pod("high", "800m", "\"priority\": 100,");

    Eventually.await("room made", () -> pods.find("low").filter(p -> !p.isDeleting()).isEmpty());
    pods.find("low")
        .ifPresent(p -> pods.delete("low", DeleteOptions.DEFAULT.withGracePeriodSeconds(0)));

    Eventually.await("bound", () -> nodeOf("high").equals("one"));
    Eventually.asserted(
        () -> assertThat(events("low")).extracting(Event::reason).contains("Preempted"));
  }
}
