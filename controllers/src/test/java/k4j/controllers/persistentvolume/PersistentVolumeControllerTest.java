package k4j.controllers.persistentvolume;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import k4j.api.Kinds;
import k4j.api.core.v1.Event;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.JsonParser;
import k4j.client.DeleteOptions;
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistentVolumeControllerTest {

  private TestCluster cluster;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start(
        "persistentvolume-binder-controller",
        "persistentvolumeclaim-protection-controller",
        "persistentvolume-protection-controller");
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void volume(String name, String size, String more) {
    cluster.create(
        Kinds.PERSISTENT_VOLUMES,
        """
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "%s"},
         "spec": {"capacity": {"storage": "%s"}, "accessModes": ["ReadWriteOnce"],
           "storageClassName": "fast", %s "hostPath": {"path": "/data"}}}
        """
            .formatted(name, size, more));
  }

  private void claim(String more) {
    cluster.create(
        Kinds.PERSISTENT_VOLUME_CLAIMS,
        """
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"},
         "spec": {"accessModes": ["ReadWriteOnce"], %s
           "resources": {"requests": {"storage": "2Gi"}}}}
        """
            .formatted(more));
  }

  private void storageClass(String mode, String annotations) {
    cluster.create(
        Kinds.STORAGE_CLASSES,
        """
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
         "metadata": {"name": "fast", "annotations": {%s}},
         "provisioner": "example.com/disks", "volumeBindingMode": "%s"}
        """
            .formatted(annotations, mode));
  }

  private PersistentVolume volume(String name) {
    return cluster.client().on(Kinds.PERSISTENT_VOLUMES).get(name);
  }

  private PersistentVolumeClaim claim() {
    return cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default").get("data");
  }

  private void deleteClaim() {
    cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default").delete("data");
  }

  private void awaitVolume(String name, String phase) {
    Eventually.await(name + " " + phase, () -> volume(name).status().phase().equals(phase));
  }

  private void awaitBound() {
    Eventually.await("bound", () -> claim().status().phase().equals("Bound"));
  }

  private List<String> events() {
    return cluster.client().in(Kinds.EVENTS, "default").list().stream().map(Event::reason).toList();
  }

  @Test
  void aClaimGetsTheSmallestVolumeThatSuits() {
    volume("small", "1Gi", "");
    volume("large", "10Gi", "");
    volume("right", "3Gi", "");
    awaitVolume("right", "Available");
    awaitVolume("large", "Available");
    claim("\"storageClassName\": \"fast\",");
    awaitBound();
    assertThat(claim().spec().volumeName()).isEqualTo("right");
    assertThat(claim().json().object("status").object("capacity").string("storage"))
        .isEqualTo("3Gi");
    assertThat(claim().status().accessModes()).containsExactly("ReadWriteOnce");
    assertThat(claim().metadata().annotations())
        .containsOnlyKeys(
            "pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller");
    assertThat(volume("right").status().phase()).isEqualTo("Bound");
    assertThat(volume("right").spec().claimRef().uid()).isEqualTo(claim().uid());
    assertThat(volume("large").status().phase()).isEqualTo("Available");
  }

  @Test
  void aVolumeThatComesLaterIsTaken() {
    claim("\"storageClassName\": \"fast\",");
    volume("late", "2Gi", "");
    awaitBound();
  }

  @Test
  void aRetainedVolumeIsReleasedWhenItsClaimGoes() {
    volume("v", "2Gi", "\"persistentVolumeReclaimPolicy\": \"Retain\",");
    claim("\"storageClassName\": \"fast\",");
    awaitBound();
    deleteClaim();
    awaitVolume("v", "Released");
    cluster.client().on(Kinds.PERSISTENT_VOLUMES).delete("v");
    Eventually.await(
        "gone", () -> cluster.client().on(Kinds.PERSISTENT_VOLUMES).find("v").isEmpty());
  }

  @Test
  void aBoundVolumeIsNotDeletedBeforeItsClaim() {
    volume("v", "2Gi", "");
    claim("\"storageClassName\": \"fast\",");
    awaitBound();
    Eventually.await(
        "volume bound and protected",
        () ->
            volume("v").status().phase().equals("Bound")
                && !volume("v").metadata().finalizers().isEmpty());
    cluster.client().on(Kinds.PERSISTENT_VOLUMES).delete("v");
    assertThat(volume("v").isDeleting()).isTrue();
    deleteClaim();
    Eventually.await(
        "gone", () -> cluster.client().on(Kinds.PERSISTENT_VOLUMES).find("v").isEmpty());
  }

  @Test
  void aClaimInUseIsKept() {
    claim("\"storageClassName\": \"\",");
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "user"},
         "spec": {"nodeName": "one", "containers": [{"name": "c", "image": "i"}],
           "volumes": [{"name": "d", "persistentVolumeClaim": {"claimName": "data"}}]}}
        """);
    deleteClaim();
    Eventually.await("event", () -> events().contains("FailedBinding"));
    assertThat(claim().isDeleting()).isTrue();
    cluster
        .client()
        .in(Kinds.PODS, "default")
        .delete("user", DeleteOptions.DEFAULT.withGracePeriodSeconds(0));
    Eventually.await(
        "gone",
        () ->
            cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default").find("data").isEmpty());
  }

  @Test
  void aClaimWithoutClassGetsTheDefaultOneAndItsProvisioner() {
    claim("");
    storageClass("Immediate", "\"storageclass.kubernetes.io/is-default-class\": \"true\"");
    Eventually.await("event", () -> events().contains("ExternalProvisioning"));
    assertThat(claim().spec().storageClassName()).isEqualTo("fast");
    assertThat(claim().metadata().annotations())
        .containsEntry("volume.kubernetes.io/storage-provisioner", "example.com/disks");
    assertThat(claim().status().phase()).isEqualTo("Pending");
  }

  @Test
  void theSchedulerChoosesWhereTheClassSaysSo() {
    storageClass("WaitForFirstConsumer", "");
    volume("v", "2Gi", "");
    awaitVolume("v", "Available");
    claim("\"storageClassName\": \"fast\",");
    Eventually.await("event", () -> events().contains("WaitForFirstConsumer"));
    assertThat(claim().spec().volumeName()).isEmpty();
  }

  @Test
  void aClaimThatLosesItsVolumeIsLost() {
    volume("v", "2Gi", "");
    claim("\"storageClassName\": \"fast\",");
    awaitBound();
    awaitVolume("v", "Bound");
    Eventually.await("protected", () -> !volume("v").metadata().finalizers().isEmpty());
    var volumes = cluster.client().on(Kinds.PERSISTENT_VOLUMES);
    volumes.delete("v");
    volumes.patch("v", Patch.merge(JsonParser.parse("{\"metadata\": {\"finalizers\": null}}")));
    Eventually.await("lost", () -> claim().status().phase().equals("Lost"));
    Eventually.await("event", () -> events().contains("ClaimLost"));
  }

  @Test
  void aDirectoryForTestsGoesWithItsVolume(@TempDir Path temporary) throws IOException {
    Path data = Files.createDirectories(temporary.resolve("tmp/data"));
    Files.writeString(data.resolve("file"), "text");
    cluster.create(
        Kinds.PERSISTENT_VOLUMES,
        """
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "v"},
         "spec": {"capacity": {"storage": "2Gi"}, "accessModes": ["ReadWriteOnce"],
           "storageClassName": "fast", "persistentVolumeReclaimPolicy": "Delete",
           "hostPath": {"path": "%s"}}}
        """
            .formatted(data));
    claim("\"storageClassName\": \"fast\",");
    awaitBound();
    deleteClaim();
    Eventually.await(
        "gone", () -> cluster.client().on(Kinds.PERSISTENT_VOLUMES).find("v").isEmpty());
    assertThat(data).doesNotExist();
  }

  @Test
  void aVolumeThatCannotBeDeletedHasFailedAndSaysWhy() {
    volume("v", "2Gi", "\"persistentVolumeReclaimPolicy\": \"Delete\",");
    claim("\"storageClassName\": \"fast\",");
    awaitBound();
    deleteClaim();
    awaitVolume("v", "Failed");
    assertThat(volume("v").status().message())
        .isEqualTo("host_path deleter only supports /tmp/.+ but received provided /data");
    Eventually.await("event", () -> events().contains("VolumeFailedDelete"));
  }

  @Test
  void aClaimOfAClassOfOldIsProvisionedByTheDriverThatTookOver() {
    cluster.create(
        Kinds.STORAGE_CLASSES,
        """
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "fast"},
         "provisioner": "kubernetes.io/aws-ebs"}
        """);
    claim("\"storageClassName\": \"fast\",");
    Eventually.await("event", () -> events().contains("ExternalProvisioning"));
    assertThat(claim().metadata().annotations())
        .containsEntry("volume.kubernetes.io/storage-provisioner", "ebs.csi.aws.com")
        .doesNotContainKey("pv.kubernetes.io/migrated-to");
  }

  @Test
  void aPairThatNamesEachOtherIsBoundAsItsUserMeant() {
    volume("v", "2Gi", "\"claimRef\": {\"namespace\": \"default\", \"name\": \"data\"},");
    awaitVolume("v", "Available");
    claim("\"storageClassName\": \"fast\", \"volumeName\": \"v\",");
    awaitBound();
    assertThat(claim().metadata().annotations())
        .containsOnlyKeys("pv.kubernetes.io/bind-completed");
    assertThat(volume("v").metadata().annotations()).isEmpty();
    assertThat(volume("v").spec().claimRef().uid()).isEqualTo(claim().uid());
  }

  @Test
  void aVolumeWhoseFileSystemHasYetToGrowIsToldByItsOldSize() {
    cluster.create(
        Kinds.PERSISTENT_VOLUMES,
        """
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "v",
           "annotations": {"volume.alpha.kubernetes.io/pre-resize-capacity": "2Gi"}},
         "spec": {"capacity": {"storage": "8Gi"}, "accessModes": ["ReadWriteOnce"],
           "storageClassName": "fast", "hostPath": {"path": "/data"}}}
        """);
    claim("\"storageClassName\": \"fast\",");
    awaitBound();
    assertThat(claim().json().object("status").object("capacity").string("storage"))
        .isEqualTo("2Gi");
  }
}
