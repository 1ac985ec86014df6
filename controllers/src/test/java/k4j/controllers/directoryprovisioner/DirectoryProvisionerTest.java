package k4j.controllers.directoryprovisioner;

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
import k4j.client.Patch;
import k4j.controllers.TestCluster;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryProvisionerTest {

  private static final String CLAIM = "\"accessModes\": [\"ReadWriteOnce\"]";

  @TempDir private Path root;
  private TestCluster cluster;
  private DirectoryProvisioner provisioner;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    cluster.start(
        "persistentvolume-binder-controller",
        "persistentvolumeclaim-protection-controller",
        "persistentvolume-protection-controller");
    cluster.create(
        Kinds.NODES,
        """
        {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "one",
          "labels": {"kubernetes.io/hostname": "host-one"}}}
        """);
    provisioner = provisioner("one");
  }

  private DirectoryProvisioner provisioner(String node) {
    var result = new DirectoryProvisioner(cluster.client(), cluster.surroundings(), node, root);
    result.start();
    return result;
  }

  @AfterEach
  void stop() {
    provisioner.close();
    cluster.close();
  }

  private void storageClass(String mode, String policy) {
    cluster.create(
        Kinds.STORAGE_CLASSES,
        """
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
         "metadata": {"name": "standard"},
         "provisioner": "k4j.local/directory", "volumeBindingMode": "%s", "reclaimPolicy": "%s"}
        """
            .formatted(mode, policy));
  }

  private void claim(String more) {
    cluster.create(
        Kinds.PERSISTENT_VOLUME_CLAIMS,
        """
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"},
         "spec": {"storageClassName": "standard", %s,
           "resources": {"requests": {"storage": "2Gi"}}}}
        """
            .formatted(more));
  }

  private PersistentVolumeClaim claim() {
    return cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default").get("data");
  }

  private PersistentVolume volume() {
    return cluster.client().on(Kinds.PERSISTENT_VOLUMES).list().getFirst();
  }

  private void select(String node) {
    cluster
        .client()
        .in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default")
        .patch(
            "data",
            Patch.merge(
                JsonParser.parse(
                    "{\"metadata\": {\"annotations\": {\"volume.kubernetes.io/selected-node\": \""
                        + node
                        + "\"}}}")));
  }

  private void deleteClaim() {
    cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default").delete("data");
  }

  private void awaitBound() {
    Eventually.await("bound", () -> claim().status().phase().equals("Bound"));
  }

  private void awaitEvent(String reason, String message) {
    Eventually.await(
        reason,
        () ->
            cluster.client().in(Kinds.EVENTS, "default").list().stream()
                .filter(event -> event.reason().equals(reason))
                .map(Event::message)
                .anyMatch(message::equals));
  }

  private List<Path> directories() throws IOException {
    try (var entries = Files.list(root)) {
      return entries.toList();
    }
  }

  @Test
  void aClaimGetsADirectoryOnTheNodeThatTheSchedulerChose() throws IOException {
    storageClass("WaitForFirstConsumer", "Delete");
    claim(CLAIM);
    awaitEvent("WaitForFirstConsumer", "waiting for first consumer to be created before binding");
    assertThat(directories()).isEmpty();

    select("one");
    awaitBound();
    String name = "pvc-" + claim().uid();
    assertThat(claim().spec().volumeName()).isEqualTo(name);
    assertThat(claim().json().object("status").object("capacity").string("storage"))
        .isEqualTo("2Gi");
    PersistentVolume volume = volume();
    assertThat(volume.spec().local().path()).isEqualTo(root + "/" + name + "_default_data");
    assertThat(volume.spec().persistentVolumeReclaimPolicy()).isEqualTo("Delete");
    assertThat(volume.spec().nodeAffinity().json().toString())
        .contains("kubernetes.io/hostname", "host-one");
    assertThat(volume.metadata().annotations())
        .containsEntry("pv.kubernetes.io/provisioned-by", "k4j.local/directory");
    assertThat(volume.metadata().finalizers())
        .contains("external-provisioner.volume.kubernetes.io/finalizer");
    awaitEvent("ProvisioningSucceeded", "Successfully provisioned volume " + name);
    assertThat(Path.of(volume.spec().local().path())).isDirectory();
  }

  @Test
  void theDirectoryGoesWithTheClaim() throws IOException {
    storageClass("Immediate", "Delete");
    claim(CLAIM);
    awaitBound();
    Files.writeString(Path.of(volume().spec().local().path()).resolve("file"), "text");
    deleteClaim();
    Eventually.await(
        "no volume", () -> cluster.client().on(Kinds.PERSISTENT_VOLUMES).list().isEmpty());
    assertThat(directories()).isEmpty();
  }

  @Test
  void whatIsToBeRetainedIs() throws IOException {
    storageClass("Immediate", "Retain");
    claim(CLAIM);
    awaitBound();
    Path file = Path.of(volume().spec().local().path()).resolve("file");
    Files.writeString(file, "text");
    deleteClaim();
    Eventually.await("released", () -> volume().status().phase().equals("Released"));
    cluster.client().on(Kinds.PERSISTENT_VOLUMES).delete(volume().name());
    Eventually.await(
        "no volume", () -> cluster.client().on(Kinds.PERSISTENT_VOLUMES).list().isEmpty());
    assertThat(file).hasContent("text");
  }

  @Test
  void aVolumeThatIsDeletedBeforeItsClaimKeepsItsDataUntilThen() throws IOException {
    storageClass("Immediate", "Delete");
    claim(CLAIM);
    awaitBound();
    Eventually.await("volume bound", () -> volume().status().phase().equals("Bound"));
    Path file = Path.of(volume().spec().local().path()).resolve("file");
    Files.writeString(file, "text");
    cluster.client().on(Kinds.PERSISTENT_VOLUMES).delete(volume().name());
    assertThat(volume().isDeleting()).isTrue();
    assertThat(file).hasContent("text");
    deleteClaim();
    Eventually.await(
        "no volume", () -> cluster.client().on(Kinds.PERSISTENT_VOLUMES).list().isEmpty());
    assertThat(file).doesNotExist();
  }

  @Test
  void aPolicyThatChangesChangesWhatHoldsTheVolume() {
    storageClass("Immediate", "Delete");
    claim(CLAIM);
    awaitBound();
    cluster
        .client()
        .on(Kinds.PERSISTENT_VOLUMES)
        .patch(
            volume().name(),
            Patch.merge(
                JsonParser.parse("{\"spec\": {\"persistentVolumeReclaimPolicy\": \"Retain\"}}")));
    Eventually.await(
        "no finalizer of the provisioner",
        () ->
            !volume()
                .metadata()
                .finalizers()
                .contains("external-provisioner.volume.kubernetes.io/finalizer"));
  }

  @Test
  void anotherNodesClaimIsLeftToIt() throws IOException {
    storageClass("WaitForFirstConsumer", "Delete");
    claim(CLAIM);
    select("two");
    awaitEvent(
        "ExternalProvisioning",
        "Waiting for a volume to be created either by the external provisioner"
            + " 'k4j.local/directory' or manually by the system administrator. If volume creation"
            + " is delayed, please verify that the provisioner is running and correctly"
            + " registered.");
    assertThat(directories()).isEmpty();
    provisioner.close();
    provisioner = provisioner("two");
    awaitBound();
  }

  @Test
  void whatADirectoryCannotBeIsRefused() {
    storageClass("Immediate", "Delete");
    claim(CLAIM + ", \"volumeMode\": \"Block\"");
    awaitEvent(
        "ProvisioningFailed",
        "failed to provision volume with StorageClass \"standard\": k4j.local/directory does not"
            + " support block volume provisioning");
  }
}
