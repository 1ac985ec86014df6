package k4j.controllers.statefulset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.Kinds;
import k4j.api.apps.v1.ControllerRevision;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.client.DeleteOptions;
import k4j.client.DeleteOptions.Propagation;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.controllers.TestKubelet;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatefulSetControllerTest {

  private static final String HASH = "controller-revision-hash";

  private TestCluster cluster;
  private TestKubelet kubelet;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    kubelet = new TestKubelet(cluster);
    cluster.start("statefulset-controller", "garbage-collector-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void create(int replicas, String extra) {
    cluster.create(
        Kinds.STATEFUL_SETS,
        """
        {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"},
         "spec": {"replicas": %d, "selector": {"matchLabels": {"app": "db"}}, %s
          "serviceName": "dbs",
          "template": {"metadata": {"labels": {"app": "db"}},
           "spec": {"containers": [{"name": "c", "image": "db:1"}]}}}}
        """
            .formatted(replicas, extra));
  }

  private static String claims(String whenDeleted, String whenScaled) {
    return """
    "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "%s", "whenScaled": "%s"},
    "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": {
      "accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}],
    """
        .formatted(whenDeleted, whenScaled);
  }

  private StatefulSet set() {
    return cluster.client().in(Kinds.STATEFUL_SETS, "default").get("db");
  }

  private void patch(String spec) {
    cluster
        .client()
        .in(Kinds.STATEFUL_SETS, "default")
        .patch("db", Patch.strategic(JsonParser.parse("{\"spec\": {%s}}".formatted(spec))));
  }

  private void image(String image) {
    patch(
        """
        "template": {"spec": {"containers": [{"name": "c", "image": "%s"}]}}
        """
            .formatted(image));
  }

  private List<String> names() {
    return kubelet.pods().stream().map(Pod::name).sorted().toList();
  }

  private Set<String> claimNames() {
    return cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default").list().stream()
        .map(PersistentVolumeClaim::name)
        .collect(Collectors.toSet());
  }

  private List<String> images() {
    return kubelet.pods().stream()
        .sorted(Comparator.comparing(Pod::name))
        .map(pod -> pod.spec().containers().getFirst().image())
        .toList();
  }

  private List<ControllerRevision> revisions() {
    return cluster.client().in(Kinds.CONTROLLER_REVISIONS, "default").list();
  }

  private void awaitReady(int count) {
    Eventually.await(
        "ready",
        () -> {
          kubelet.step();
          var status = set().status();
          return status.availableReplicas() == count
              && status.replicas() == count
              && status.observedGeneration() == set().metadata().generation()
              && kubelet.pods().size() == count;
        });
  }

  private void awaitImages(String... images) {
    Eventually.await(
        "images",
        () -> {
          kubelet.step();
          return images().equals(List.of(images))
              && set().status().availableReplicas() == images.length
              && set().status().observedGeneration() == set().metadata().generation();
        });
  }

  private void runPod(String name, boolean ready) {
    Pod pod =
        Eventually.value(
                () -> cluster.client().in(Kinds.PODS, "default").find(name),
                found -> found.isPresent())
            .orElseThrow();
    kubelet.bind(pod);
    kubelet.run(pod, ready);
  }

  @Test
  void comesUpAndGoesDownInOrder() {
    create(3, "");
    for (String name : List.of("db-0", "db-1", "db-2")) {
      Eventually.await(name, () -> names().contains(name));
      runPod(name, false);
      Eventually.await("seen", () -> set().status().replicas() == names().size());
      assertThat(names().getLast()).isEqualTo(name);
      runPod(name, true);
    }
    awaitReady(3);
    Pod last = kubelet.pod("db-2");
    assertThat(last.spec().hostname()).isEqualTo("db-2");
    assertThat(last.metadata().labels())
        .containsEntry(HASH, set().status().currentRevision())
        .containsEntry("apps.kubernetes.io/pod-index", "2");

    runPod("db-1", false);
    patch("\"replicas\": 0");
    Eventually.await(
        "halted", () -> set().status().observedGeneration() == set().metadata().generation());
    assertThat(kubelet.pods()).noneMatch(pod -> pod.isDeleting() && pod.name().equals("db-0"));
    runPod("db-1", true);
    for (String name : List.of("db-2", "db-1", "db-0")) {
      Eventually.await(name, () -> kubelet.pod(name).isDeleting());
      assertThat(kubelet.pods()).filteredOn(Pod::isDeleting).hasSize(1);
      kubelet.remove(kubelet.pod(name));
    }
    Eventually.await("none", () -> set().status().replicas() == 0);
    Eventually.asserted(() ->
        assertThat(cluster.client().in(Kinds.EVENTS, "default").list())
            .extracting(Event::reason, Event::message)
            .contains(
                tuple("SuccessfulCreate", "Create Pod db-0 in StatefulSet db successful"),
                tuple("SuccessfulDelete", "Delete Pod db-2 in StatefulSet db successful")));
  }

  @Test
  void parallelPodsComeAndGoAtOnce() {
    create(3, "\"podManagementPolicy\": \"Parallel\", \"ordinals\": {\"start\": 4},");
    Eventually.await("all", () -> names().equals(List.of("db-4", "db-5", "db-6")));
    runPod("db-5", true);
    patch("\"replicas\": 1");
    Eventually.await(
        "two go",
        () -> {
          kubelet.step();
          return names().equals(List.of("db-4"));
        });
  }

  @Test
  void renewsPodsFromTheLastAndGoesBack() {
    create(3, "");
    awaitReady(3);
    String first = set().status().currentRevision();
    image("db:2");
    Eventually.await("begun", () -> !set().status().updateRevision().equals(first));
    Eventually.await("last goes", () -> kubelet.pod("db-2").isDeleting());
    assertThat(kubelet.pods()).filteredOn(Pod::isDeleting).hasSize(1);
    assertThat(set().status().currentRevision()).isEqualTo(first);
    awaitImages("db:2", "db:2", "db:2");
    Eventually.await(
        "complete", () -> set().status().currentRevision().equals(set().status().updateRevision()));
    assertThat(set().status().currentReplicas()).isEqualTo(3);

    ControllerRevision old =
        revisions().stream().filter(r -> r.name().equals(first)).findFirst().orElseThrow();
    cluster
        .client()
        .in(Kinds.STATEFUL_SETS, "default")
        .patch("db", Patch.strategic(old.data().orElseThrow()));
    awaitImages("db:1", "db:1", "db:1");
    Eventually.await("first again", () -> set().status().currentRevision().equals(first));
    assertThat(revisions())
        .extracting(ControllerRevision::revision)
        .containsExactlyInAnyOrder(2L, 3L);
  }

  @Test
  void renewsOnlyPodsBeyondThePartition() {
    create(3, "\"updateStrategy\": {\"rollingUpdate\": {\"partition\": 2}},");
    awaitReady(3);
    image("db:2");
    awaitImages("db:1", "db:1", "db:2");
    // A pod before the partition that is lost comes back as it was.
    kubelet.remove(kubelet.pod("db-0"));
    kubelet.remove(kubelet.pod("db-2"));
    awaitReady(3);
    awaitImages("db:1", "db:1", "db:2");
    patch("\"updateStrategy\": {\"rollingUpdate\": {\"partition\": 0}}");
    awaitImages("db:2", "db:2", "db:2");
  }

  @Test
  void replacesFailedPods() {
    create(1, "");
    awaitReady(1);
    Pod failed = kubelet.pod("db-0");
    kubelet.end(failed, "Failed");
    Eventually.await(
        "another",
        () ->
            cluster
                .client()
                .in(Kinds.PODS, "default")
                .find("db-0")
                .filter(pod -> !pod.uid().equals(failed.uid()))
                .isPresent());
    awaitReady(1);
  }

  @Test
  void claimsStayUnlessTheyAreToGo() {
    create(2, claims("Retain", "Retain"));
    awaitReady(2);
    assertThat(claimNames()).containsExactlyInAnyOrder("data-db-0", "data-db-1");
    assertThat(kubelet.pod("db-1").spec().volumes().getFirst().persistentVolumeClaim().claimName())
        .isEqualTo("data-db-1");
    patch("\"replicas\": 1");
    awaitReady(1);
    assertThat(claimNames()).hasSize(2);
    Eventually.asserted(() ->
        assertThat(cluster.client().in(Kinds.EVENTS, "default").list())
            .extracting(Event::message)
            .contains("Create Claim data-db-0 Pod db-0 in StatefulSet db success"));

    patch(
        "\"persistentVolumeClaimRetentionPolicy\": {\"whenDeleted\": \"Delete\", \"whenScaled\":"
            + " \"Delete\"}");
    Eventually.await(
        "owned",
        () ->
            cluster
                .client()
                .in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default")
                .get("data-db-0")
                .metadata()
                .ownerReferences()
                .stream()
                .anyMatch(owner -> owner.uid().equals(set().uid())));
    patch("\"replicas\": 2");
    awaitReady(2);
    patch("\"replicas\": 1");
    awaitReady(1);
    Eventually.await("claim gone", () -> claimNames().equals(Set.of("data-db-0")));
    cluster
        .client()
        .in(Kinds.STATEFUL_SETS, "default")
        .delete("db", DeleteOptions.DEFAULT.withPropagation(Propagation.BACKGROUND));
    Eventually.await(
        "all gone",
        () -> {
          kubelet.step();
          return kubelet.pods().isEmpty() && claimNames().isEmpty();
        });
  }

  @Test
  void waitsForMinReadySeconds() {
    create(2, "\"minReadySeconds\": 3600,");
    Eventually.await("first", () -> names().equals(List.of("db-0")));
    Pod pod = kubelet.pod("db-0");
    kubelet.bind(pod);
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .patchStatus(
            "db-0",
            Patch.merge(
                JsonParser.parse(
                    """
                    {"status": {"phase": "Running", "conditions": [{"type": "Ready",
                      "status": "True", "lastTransitionTime": "2999-01-01T00:00:00Z"}]}}
                    """)));
    Eventually.await("ready", () -> set().status().readyReplicas() == 1);
    assertThat(set().status().availableReplicas()).isZero();
    assertThat(names()).containsExactly("db-0");
    runPod("db-0", true);
    awaitReady(2);
  }

  @Test
  void adoptsWhatWasOrphaned() {
    create(1, "");
    awaitReady(1);
    String pod = kubelet.pod("db-0").uid();
    String revision = revisions().getFirst().uid();
    String old = set().uid();
    cluster
        .client()
        .in(Kinds.STATEFUL_SETS, "default")
        .delete("db", DeleteOptions.DEFAULT.withPropagation(Propagation.ORPHAN));
    Eventually.await(
        "gone", () -> cluster.client().in(Kinds.STATEFUL_SETS, "default").find("db").isEmpty());
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "other", "labels": {"app": "db"}},
         "spec": {"containers": [{"name": "c", "image": "i"}]}}
        """);
    create(1, "");
    Eventually.await(
        "adopted",
        () ->
            kubelet.pod("db-0").metadata().ownerReferences().stream()
                .anyMatch(owner -> owner.uid().equals(set().uid())));
    Eventually.await("counted", () -> set().status().availableReplicas() == 1);
    assertThat(set().uid()).isNotEqualTo(old);
    assertThat(kubelet.pod("db-0").uid()).isEqualTo(pod);
    assertThat(kubelet.pod("other").metadata().ownerReferences()).isEmpty();
    assertThat(revisions()).extracting(ControllerRevision::uid).containsExactly(revision);
  }

  @Test
  void aNameThatIsTakenIsMadeAnew() {
    create(0, "");
    Eventually.await("revision", () -> !set().status().updateRevision().isEmpty());
    String name = set().status().updateRevision();
    cluster.client().in(Kinds.STATEFUL_SETS, "default").delete("db");
    Eventually.await("none", () -> revisions().isEmpty());
    JsonObject other =
        (JsonObject)
            JsonParser.parse(
                """
                {"apiVersion": "apps/v1", "kind": "ControllerRevision",
                 "metadata": {"name": "%s"}, "data": {"other": true}, "revision": 1}
                """
                    .formatted(name));
    cluster
        .client()
        .in(Kinds.CONTROLLER_REVISIONS, "default")
        .create(new ControllerRevision(other));
    create(0, "");
    Eventually.await("another", () -> set().status().collisionCount() == 1);
    assertThat(set().status().updateRevision()).startsWith("db-").isNotEqualTo(name);
  }
}
