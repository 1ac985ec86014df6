package k4j.controllers.expand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import k4j.api.Kinds;
import k4j.api.core.v1.Event;
import k4j.api.json.JsonParser;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpandControllerTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start("persistentvolume-expander-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void boundClaim(String source) {
    cluster.create(
        Kinds.STORAGE_CLASSES,
        """
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "fast"},
         "provisioner": "x", "allowVolumeExpansion": true}
        """);
    var claim =
        cluster.create(
            Kinds.PERSISTENT_VOLUME_CLAIMS,
            """
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"},
             "spec": {"accessModes": ["ReadWriteOnce"], "volumeName": "pv",
               "storageClassName": "fast", "resources": {"requests": {"storage": "1Gi"}}}}
            """);
    cluster.create(
        Kinds.PERSISTENT_VOLUMES,
        """
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "pv"},
         "spec": {"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"},
           "storageClassName": "fast", "claimRef": {"kind": "PersistentVolumeClaim",
             "namespace": "default", "name": "data", "uid": "%s"}, %s}}
        """
            .formatted(claim.uid(), source));
    cluster
        .client()
        .in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default")
        .patchStatus(
            "data",
            Patch.merge(
                JsonParser.parse(
                    "{\"status\": {\"phase\": \"Bound\", \"capacity\": {\"storage\": \"1Gi\"}}}")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "csi": {"driver": "d", "volumeHandle": "h"} | Normal | waiting for an external controller to expand this PVC | ''
          "nfs": {"server": "s", "path": "/"} | Warning | waiting for an external controller to expand this PVC | ''
          "awsElasticBlockStore": {"volumeID": "v"} | Normal | CSI migration enabled for kubernetes.io/aws-ebs; waiting for external resizer to expand the pvc | ebs.csi.aws.com
          """)
  void saysWhomAClaimWaitsFor(String source, String type, String message, String resizer) {
    boundClaim(source);
    cluster
        .client()
        .in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default")
        .patch(
            "data",
            Patch.merge(
                JsonParser.parse(
                    "{\"spec\": {\"resources\": {\"requests\": {\"storage\": \"2Gi\"}}}}")));
    Eventually.asserted(() ->
        assertThat(cluster.client().in(Kinds.EVENTS, "default").list())
            .extracting(Event::reason, Event::message, Event::type, e -> e.source().component())
            .containsExactly(tuple("ExternalExpanding", message, type, "volume_expand")));
    Eventually.await(
        "resizer",
        () ->
            cluster
                .client()
                .in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default")
                .get("data")
                .json()
                .object("metadata")
                .object("annotations")
                .string("volume.kubernetes.io/storage-resizer")
                .equals(resizer));
  }
}
