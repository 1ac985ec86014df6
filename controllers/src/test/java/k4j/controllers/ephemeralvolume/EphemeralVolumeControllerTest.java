package k4j.controllers.ephemeralvolume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import k4j.api.Kinds;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonParser;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EphemeralVolumeControllerTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start("ephemeral-volume-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private Pod pod() {
    return cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web"},
         "spec": {"containers": [{"name": "c", "image": "i"}], "volumes": [
           {"name": "tmp", "emptyDir": {}},
           {"name": "data", "ephemeral": {"volumeClaimTemplate": {
             "metadata": {"labels": {"a": "b"}, "annotations": {"c": "d"}},
             "spec": {"accessModes": ["ReadWriteOnce"],
               "resources": {"requests": {"storage": "1Gi"}}}}}}]}}
        """);
  }

  private PersistentVolumeClaim awaitClaim() {
    return Eventually.value(
            () -> cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default").find("web-data"),
            found -> found.isPresent())
        .orElseThrow();
  }

  @Test
  void makesClaimsThatGoWithThePod() {
    Pod pod = pod();
    PersistentVolumeClaim claim = awaitClaim();
    assertThat(claim.metadata().labels()).containsEntry("a", "b");
    assertThat(claim.metadata().annotations()).containsEntry("c", "d");
    assertThat(claim.spec().accessModes()).containsExactly("ReadWriteOnce");
    assertThat(claim.metadata().ownerReferences())
        .extracting(o -> o.kind(), o -> o.uid(), o -> o.controller(), o -> o.blockOwnerDeletion())
        .containsExactly(tuple("Pod", pod.uid(), true, true));
    cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default").delete("web-data");
    if (!claim.metadata().finalizers().isEmpty()) {
      // Its protection keeps it: that is another controller's.
      cluster
          .client()
          .in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default")
          .patch(
              "web-data", Patch.merge(JsonParser.parse("{\"metadata\": {\"finalizers\": null}}")));
    }
    Eventually.await("made anew", () -> !awaitClaim().uid().equals(claim.uid()));
  }

  @Test
  void refusesAClaimOfSomebodyElse() {
    cluster.create(
        Kinds.PERSISTENT_VOLUME_CLAIMS,
        """
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "web-data"},
         "spec": {"accessModes": ["ReadWriteOnce"],
           "resources": {"requests": {"storage": "1Gi"}}}}
        """);
    pod();
    Eventually.asserted(() ->
        assertThat(cluster.client().in(Kinds.EVENTS, "default").list())
            .extracting(Event::reason, Event::message, Event::type, e -> e.source().component())
            .contains(
                tuple(
                    "FailedBinding",
                    "ephemeral volume data: PVC default/web-data was not created for pod"
                        + " default/web (pod is not owner)",
                    "Warning",
                    "ephemeral_volume")));
    assertThat(awaitClaim().metadata().ownerReferences()).isEmpty();
  }
}
