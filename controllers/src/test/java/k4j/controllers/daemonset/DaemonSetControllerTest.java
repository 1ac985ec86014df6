package k4j.controllers.daemonset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.Kinds;
import k4j.api.apps.v1.ControllerRevision;
import k4j.api.apps.v1.DaemonSet;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.client.DeleteOptions;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.controllers.TestKubelet;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DaemonSetControllerTest {

  private static final String HASH = "controller-revision-hash";

  private TestCluster cluster;
  private TestKubelet kubelet;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    kubelet = new TestKubelet(cluster);
    node("n1", "blue");
    node("n2", "green");
    cluster.start("daemonset-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void node(String name, String color) {
    cluster.create(
        Kinds.NODES,
        """
        {"apiVersion": "v1", "kind": "Node",
         "metadata": {"name": "%s", "labels": {"color": "%s"}}}
        """
            .formatted(name, color));
  }

  private void create(String extra) {
    cluster.create(
        Kinds.DAEMON_SETS,
        """
        {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "agent"},
         "spec": {"selector": {"matchLabels": {"app": "agent"}}, %s
          "template": {"metadata": {"labels": {"app": "agent"}},
           "spec": {"containers": [{"name": "c", "image": "agent:1"}]}}}}
        """
            .formatted(extra));
  }

  private DaemonSet set() {
    return cluster.client().in(Kinds.DAEMON_SETS, "default").get("agent");
  }

  private void patch(String body) {
    cluster
        .client()
        .in(Kinds.DAEMON_SETS, "default")
        .patch("agent", Patch.strategic(JsonParser.parse(body)));
  }

  private void image(String image) {
    patch(
        """
        {"spec": {"template": {"spec": {"containers": [{"name": "c", "image": "%s"}]}}}}
        """
            .formatted(image));
  }

  private List<ControllerRevision> revisions() {
    return cluster.client().in(Kinds.CONTROLLER_REVISIONS, "default").list();
  }

  private List<Event> events(String reason) {
    return cluster.client().in(Kinds.EVENTS, "default").list().stream()
        .filter(event -> event.reason().equals(reason))
        .toList();
  }

  private static String image(Pod pod) {
    return pod.spec().containers().getFirst().image();
  }

  private void awaitAvailable(int count) {
    Eventually.await(
        "available",
        () -> {
          kubelet.step();
          var status = set().status();
          return status.numberAvailable() == count
              && status.desiredNumberScheduled() == count
              && status.observedGeneration() == set().metadata().generation()
              && kubelet.pods().size() == count;
        });
  }

  private void awaitImage(String image, int count) {
    Eventually.await(
        image,
        () -> {
          kubelet.step();
          List<Pod> pods = kubelet.pods();
          return pods.size() == count
              && pods.stream().allMatch(pod -> image(pod).equals(image))
              && set().status().updatedNumberScheduled() == count
              && set().status().numberAvailable() == count;
        });
  }

  private Set<String> places() {
    return kubelet.pods().stream().map(pod -> pod.spec().nodeName()).collect(Collectors.toSet());
  }

  @Test
  void runsOnEveryNodeAndRevivesPods() {
    create("");
    awaitAvailable(2);
    assertThat(places()).containsExactlyInAnyOrder("n1", "n2");
    assertThat(set().status().numberReady()).isEqualTo(2);
    assertThat(set().status().json().string("numberMisscheduled")).isEmpty();
    assertThat(revisions()).hasSize(1);
    String hash = revisions().getFirst().metadata().labels().get(HASH);
    assertThat(revisions().getFirst().name()).isEqualTo("agent-" + hash);
    assertThat(kubelet.pods())
        .allSatisfy(pod -> {
          assertThat(pod.name()).startsWith("agent-");
          assertThat(pod.metadata().labels()).containsEntry(HASH, hash);
          assertThat(pod.metadata().labels()).containsEntry("pod-template-generation", "1");
        });

    Pod first = kubelet.pods().getFirst();
    kubelet.remove(first);
    awaitAvailable(2);
    assertThat(kubelet.pods()).extracting(Pod::uid).doesNotContain(first.uid());

    node("n3", "blue");
    awaitAvailable(3);
    Eventually.asserted(() ->
        assertThat(events("SuccessfulCreate"))
            .allSatisfy(event -> {
              assertThat(event.message()).startsWith("Created pod: agent-");
              assertThat(event.source().component()).isEqualTo("daemonset-controller");
            })
            .hasSize(4));
  }

  @Test
  void replacesFailedPods() {
    create("");
    awaitAvailable(2);
    Pod failed = kubelet.pods().getFirst();
    kubelet.end(failed, "Failed");
    Eventually.await(
        "gone", () -> kubelet.pods().stream().noneMatch(p -> p.uid().equals(failed.uid())));
    awaitAvailable(2);
    Eventually.asserted(() ->
        assertThat(events("FailedDaemonPod"))
            .extracting(Event::message, Event::type)
            .containsExactly(
                tuple(
                    "Found failed daemon pod default/%s on node %s, will try to kill it"
                        .formatted(failed.name(), failed.spec().nodeName()),
                    "Warning")));
  }

  @Test
  void followsLabelsAndTaintsOfNodes() {
    create("");
    awaitAvailable(2);
    patch("{\"spec\": {\"template\": {\"spec\": {\"nodeSelector\": {\"color\": \"blue\"}}}}}");
    awaitAvailable(1);
    assertThat(places()).containsExactly("n1");

    var nodes = cluster.client().on(Kinds.NODES);
    nodes.patch(
        "n2", Patch.merge(JsonParser.parse("{\"metadata\": {\"labels\": {\"color\": \"blue\"}}}")));
    awaitAvailable(2);

    nodes.patch("n1", taint("NoSchedule"));
    Eventually.await("misscheduled", () -> set().status().desiredNumberScheduled() == 2);
    assertThat(kubelet.pods()).hasSize(2);
    nodes.patch("n1", taint("NoExecute"));
    awaitAvailable(1);
    assertThat(places()).containsExactly("n2");
  }

  private static Patch taint(String effect) {
    return Patch.merge(
        JsonParser.parse(
            "{\"spec\": {\"taints\": [{\"key\": \"k\", \"effect\": \"%s\"}]}}".formatted(effect)));
  }

  @Test
  void spreadsATemplateAndGoesBack() {
    create("\"revisionHistoryLimit\": 1,");
    awaitAvailable(2);
    image("agent:2");
    awaitImage("agent:2", 2);
    assertThat(revisions())
        .extracting(ControllerRevision::revision)
        .containsExactlyInAnyOrder(1L, 2L);
    assertThat(set().metadata().annotations())
        .containsEntry("deprecated.daemonset.template.generation", "2");
    List<String> kept = kubelet.pods().stream().map(Pod::uid).toList();

    image("agent:3");
    Eventually.await("third", () -> revisions().stream().anyMatch(r -> r.revision() == 3));
    // Back before all had the third: pods of the second stay as they are.
    image("agent:2");
    Eventually.await("again", () -> revisions().stream().anyMatch(r -> r.revision() == 4));
    awaitImage("agent:2", 2);
    assertThat(kubelet.pods()).extracting(Pod::uid).containsAnyElementsOf(kept);
    Eventually.asserted(() ->
        assertThat(revisions())
            .extracting(ControllerRevision::revision)
            .containsExactlyInAnyOrder(3L, 4L));

    JsonObject data = (JsonObject) revision(3).data().orElseThrow();
    assertThat(data.at("spec", "template", "$patch")).isEqualTo(Json.of("replace"));
    cluster.client().in(Kinds.DAEMON_SETS, "default").patch("agent", Patch.strategic(data));
    awaitImage("agent:3", 2);
  }

  private ControllerRevision revision(long number) {
    return revisions().stream().filter(r -> r.revision() == number).findFirst().orElseThrow();
  }

  @Test
  void surgesBesideOldPods() {
    create("\"updateStrategy\": {\"rollingUpdate\": {\"maxSurge\": 1, \"maxUnavailable\": 0}},");
    awaitAvailable(2);
    image("agent:2");
    Eventually.await("surge", () -> kubelet.pods().size() == 3);
    assertThat(kubelet.pods()).noneMatch(Pod::isDeleting);
    awaitImage("agent:2", 2);
  }

  @Test
  void waitsForTheOwnersDeletionOfPods() {
    create("\"updateStrategy\": {\"type\": \"OnDelete\"},");
    awaitAvailable(2);
    image("agent:2");
    Eventually.await("seen", () -> set().status().observedGeneration() == 2);
    assertThat(set().status().updatedNumberScheduled()).isZero();
    Pod first = kubelet.pods().getFirst();
    kubelet.remove(first);
    awaitAvailable(2);
    assertThat(kubelet.pods())
        .extracting(DaemonSetControllerTest::image)
        .containsExactlyInAnyOrder("agent:1", "agent:2");
    Eventually.await("one", () -> set().status().updatedNumberScheduled() == 1);
  }

  @Test
  void adoptsWhatWasOrphaned() {
    create("");
    awaitAvailable(2);
    List<String> pods = kubelet.pods().stream().map(Pod::uid).toList();
    String revision = revisions().getFirst().uid();
    String old = set().uid();
    JsonObject none = (JsonObject) JsonParser.parse("{\"metadata\": {\"ownerReferences\": null}}");
    cluster.client().in(Kinds.DAEMON_SETS, "default").delete("agent", DeleteOptions.DEFAULT);
    kubelet
        .pods()
        .forEach(
            pod -> cluster.client().in(Kinds.PODS, "default").patch(pod.name(), Patch.merge(none)));
    revisions()
        .forEach(r ->
            cluster
                .client()
                .in(Kinds.CONTROLLER_REVISIONS, "default")
                .patch(r.name(), Patch.merge(none)));

    create("");
    awaitAvailable(2);
    assertThat(set().uid()).isNotEqualTo(old);
    assertThat(kubelet.pods())
        .allSatisfy(pod ->
            assertThat(pod.metadata().ownerReferences().getFirst().uid()).isEqualTo(set().uid()))
        .extracting(Pod::uid)
        .containsExactlyInAnyOrderElementsOf(pods);
    assertThat(revisions()).extracting(ControllerRevision::uid).containsExactly(revision);
  }

  @Test
  void aHashThatIsTakenIsMadeAnew() {
    create("\"updateStrategy\": {\"type\": \"OnDelete\"},");
    awaitAvailable(2);
    ControllerRevision first = revisions().getFirst();
    cluster
        .client()
        .in(Kinds.CONTROLLER_REVISIONS, "default")
        .delete(first.name(), DeleteOptions.DEFAULT);
    Eventually.await(
        "made anew",
        () -> revisions().size() == 1 && !revisions().getFirst().uid().equals(first.uid()));
    cluster.client().in(Kinds.DAEMON_SETS, "default").delete("agent", DeleteOptions.DEFAULT);
    cluster.client().in(Kinds.CONTROLLER_REVISIONS, "default").delete(first.name());
    cluster.create(
        Kinds.CONTROLLER_REVISIONS,
        """
        {"apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": {"name": "%s"},
         "data": {"other": true}, "revision": 1}
        """
            .formatted(first.name()));

    create("");
    Eventually.await("collision", () -> set().status().collisionCount() == 1);
    Eventually.await("another name", () -> revisions().size() == 2);
  }
}
