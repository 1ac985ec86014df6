package k4j.controllers.persistentvolume;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.json.JsonObject;
import k4j.api.yaml.YamlReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What `delete_test.go` and `recycle_test.go` check.
class ReclaimTest {

  private static PersistentVolume volume(String annotations, String spec) {
    String text = "metadata: {name: v, annotations: {%s}}\nspec: {%s}".formatted(annotations, spec);
    return new PersistentVolume(
        (JsonObject) YamlReader.parseAll(text.getBytes(StandardCharsets.UTF_8)).getFirst());
  }

  private static String failure(String policy, String provisioner, String source) {
    String annotations =
        provisioner.isEmpty() ? "" : "pv.kubernetes.io/provisioned-by: " + provisioner;
    PersistentVolume volume =
        volume(annotations, "persistentVolumeReclaimPolicy: %s, %s".formatted(policy, source));
    return Reclaim.of(volume) instanceof Reclaim.Fail(Note why)
        ? why.reason() + ": " + why.message()
        : "";
  }

  @Test
  void saysWhatCannotBeDone() {
    assertThat(failure("Recycle", "", "nfs: {path: /x}"))
        .isEqualTo("VolumeFailedRecycle: No recycler plugin found for the volume!");
    assertThat(failure("Shred", "", "nfs: {path: /x}"))
        .isEqualTo(
            "VolumeUnknownReclaimPolicy: Volume has unrecognized PersistentVolumeReclaimPolicy");
    String without = "VolumeFailedDelete: error getting deleter volume plugin for volume \"v\": ";
    assertThat(failure("Delete", "", "nfs: {path: /x}"))
        .isEqualTo(without + "no deletable volume plugin matched");
    assertThat(failure("Delete", "", "local: {path: /x}"))
        .isEqualTo(without + "no volume plugin matched");
    assertThat(failure("Delete", "", "hostPath: {path: /data}"))
        .isEqualTo(
            "VolumeFailedDelete: host_path deleter only supports /tmp/.+ but received provided"
                + " /data");
    assertThat(failure("Delete", "kubernetes.io/none", "local: {path: /x}"))
        .isEqualTo("VolumeFailedDelete: no volume plugin matched name: kubernetes.io/none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Retain  | ''                                              | hostPath: {path: /data}
          Delete  | ''                                              | csi: {driver: d}
          Delete  | pv.kubernetes.io/provisioned-by: k4j.local/dir  | hostPath: {path: /data}
          Delete  | pv.kubernetes.io/migrated-to: ebs.csi.aws.com   | awsElasticBlockStore: {}
          """)
  void leavesWhatOthersTakeCareOf(String policy, String annotations, String source) {
    assertThat(
            Reclaim.of(
                volume(annotations, "persistentVolumeReclaimPolicy: " + policy + ", " + source)))
        .isEqualTo(new Reclaim.Leave());
  }

  @Test
  void directoriesForTestsAreDeleted() {
    assertThat(
            Reclaim.of(
                volume("", "persistentVolumeReclaimPolicy: Delete, hostPath: {path: /tmp/x}")))
        .isEqualTo(new Reclaim.DeleteDirectory("/tmp/x"));
  }

  @Test
  void whatADriverTookOverIsMarked() {
    PersistentVolume volume =
        Migration.annotated(
            volume(
                "pv.kubernetes.io/provisioned-by: kubernetes.io/gce-pd", "gcePersistentDisk: {}"));
    assertThat(volume.metadata().annotations())
        .containsEntry("pv.kubernetes.io/migrated-to", "pd.csi.storage.gke.io");
    assertThat(volume.metadata().finalizers()).isEmpty();
  }

  @Test
  void whatKubernetesItselfMadeIsKeptUntilItIsDeleted() {
    PersistentVolume kept =
        Migration.annotated(
            volume(
                "pv.kubernetes.io/provisioned-by: kubernetes.io/host-path",
                "persistentVolumeReclaimPolicy: Delete"));
    assertThat(kept.metadata().finalizers()).containsExactly("kubernetes.io/pv-controller");
    PersistentVolume retained =
        Migration.annotated(
            new PersistentVolume(
                kept.withSpec(kept.spec().withPersistentVolumeReclaimPolicy("Retain")).json()));
    assertThat(retained.json().object("metadata").has("finalizers")).isFalse();
  }
}
