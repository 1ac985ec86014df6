package k4j.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import k4j.api.Kinds;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.client.Resources;
import k4j.testing.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The four plugins that look at volumes. (test/integration/volumescheduling, and the tests of the
/// plugins.) The test itself does what the controllers of volumes do.
class VolumesTest {

  private static final String ZONE = "topology.kubernetes.io/zone";

  private TestCluster cluster;
  private Resources<Pod> pods;
  private Resources<PersistentVolumeClaim> claims;

  @BeforeEach
  void start() {
    cluster = new TestCluster();
    pods = cluster.client().in(Kinds.PODS, "default");
    claims = cluster.client().in(Kinds.PERSISTENT_VOLUME_CLAIMS, "default");
    cluster.node("one", "4", "\"%s\": \"a\"".formatted(ZONE));
    cluster.node("two", "4", "\"%s\": \"b\"".formatted(ZONE));
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void storageClass(String name, String provisioner, String mode) {
    cluster.create(
        Kinds.STORAGE_CLASSES,
        """
        {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "%s"},
         "provisioner": "%s", "volumeBindingMode": "%s"}
        """
            .formatted(name, provisioner, mode));
  }

  private void claim(String name, String storageClass, String mode) {
    cluster.create(
        Kinds.PERSISTENT_VOLUME_CLAIMS,
        """
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "%s"},
         "spec": {"storageClassName": "%s", "accessModes": ["%s"],
                  "resources": {"requests": {"storage": "1Gi"}}}}
        """
            .formatted(name, storageClass, mode));
  }

  private void volume(String name, String storageClass, String labels, String spec) {
    PersistentVolume created =
        cluster.create(
            Kinds.PERSISTENT_VOLUMES,
            """
            {"apiVersion": "v1", "kind": "PersistentVolume",
             "metadata": {"name": "%s", "labels": {%s}},
             "spec": {"storageClassName": "%s", "capacity": {"storage": "2Gi"},
                      "accessModes": ["ReadWriteOnce"], %s}}
            """
                .formatted(name, labels, storageClass, spec));
    cluster
        .client()
        .on(Kinds.PERSISTENT_VOLUMES)
        .updateStatus(created.withStatus(created.status().withPhase("Available")));
  }

  private static String csi(String driver, String handle) {
    return "\"csi\": {\"driver\": \"%s\", \"volumeHandle\": \"%s\"}".formatted(driver, handle);
  }

  private static String onlyIn(String zone) {
    return """
    , "nodeAffinity": {"required": {"nodeSelectorTerms": [{"matchExpressions": [
        {"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["%s"]}]}]}}
    """
        .formatted(zone);
  }

  /// As the controller ends a binding.
  private void bind(String claim, String volume) {
    PersistentVolumeClaim current = claims.get(claim);
    JsonObject json =
        current
            .json()
            .withAt(Json.of(volume), "spec", "volumeName")
            .withAt(Json.of("yes"), "metadata", "annotations", "pv.kubernetes.io/bind-completed");
    claims.update(Kinds.PERSISTENT_VOLUME_CLAIMS.of(json));
  }

  private void pod(String name, String extra, String... claimNames) {
    var volumes = new StringBuilder();
    for (String claim : claimNames) {
      volumes
          .append(volumes.isEmpty() ? "" : ", ")
          .append(
              """
              {"name": "%s", "persistentVolumeClaim": {"claimName": "%s"}}\
              """
                  .formatted(claim, claim));
    }
    cluster.create(
        Kinds.PODS,
        """
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "%s"},
         "spec": {%s "terminationGracePeriodSeconds": 0,
           "containers": [{"name": "c", "image": "web:1"}], "volumes": [%s]}}
        """
            .formatted(name, extra, volumes));
  }

  private void bound(String pod, String node) {
    Eventually.asserted(() -> assertThat(pods.get(pod).spec().nodeName()).isEqualTo(node));
  }

  private void refused(String pod, String message) {
    Eventually.asserted(() ->
        assertThat(pods.get(pod).status().conditions())
            .anySatisfy(c -> assertThat(c.message()).startsWith(message)));
  }

  @Test
  void saysWhatIsWrongWithAClaimAndGoesOnOnceItIsRight() {
    storageClass("now", "example.com/disk", "Immediate");
    pod("web", "", "data");
    refused("web", "0/2 nodes are available: persistentvolumeclaim \"data\" not found.");
    claim("data", "now", "ReadWriteOnce");
    refused("web", "0/2 nodes are available: pod has unbound immediate PersistentVolumeClaims.");
    volume("disk", "now", "", csi("example.com", "1") + onlyIn("b"));
    bind("data", "disk");
    bound("web", "two");
  }

  @Test
  void bindsAVolumeThatIsThereOnTheNodeThatReachesIt() {
    storageClass("later", "kubernetes.io/no-provisioner", "WaitForFirstConsumer");
    volume("disk", "later", "", csi("example.com", "1") + onlyIn("b"));
    claim("data", "later", "ReadWriteOnce");
    pod("web", "", "data");
    Resources<PersistentVolume> volumes = cluster.client().on(Kinds.PERSISTENT_VOLUMES);
    Eventually.asserted(
        () -> assertThat(volumes.get("disk").spec().claimRef().name()).isEqualTo("data"));
    assertThat(volumes.get("disk").metadata().annotations())
        .isEqualTo(Map.of("pv.kubernetes.io/bound-by-controller", "yes"));
    assertThat(pods.get("web").spec().nodeName()).isEmpty();
    bind("data", "disk");
    bound("web", "two");
    claim("more", "later", "ReadWriteOnce");
    pod("other", "", "more");
    refused(
        "other",
        "0/2 nodes are available: 2 node(s) didn't find available persistent volumes to bind.");
  }

  @Test
  void hasAVolumeMadeForTheNode() {
    storageClass("later", "example.com/disk", "WaitForFirstConsumer");
    claim("data", "later", "ReadWriteOnce");
    pod("web", "\"nodeSelector\": {\"%s\": \"b\"},".formatted(ZONE), "data");
    Eventually.asserted(() ->
        assertThat(claims.get("data").metadata().annotations())
            .containsEntry("volume.kubernetes.io/selected-node", "two"));
    volume("made", "later", "", csi("example.com", "1"));
    bind("data", "made");
    bound("web", "two");
  }

  @Test
  void aClaimForOnePodIsForOnePod() {
    storageClass("now", "example.com/disk", "Immediate");
    volume("disk", "now", "", csi("example.com", "1"));
    claim("data", "now", "ReadWriteOncePod");
    bind("data", "disk");
    pod("first", "", "data");
    Eventually.asserted(() -> assertThat(pods.get("first").spec().nodeName()).isNotEmpty());
    pod("second", "", "data");
    refused(
        "second",
        "0/2 nodes are available: 2 node(s) unavailable due to PersistentVolumeClaim with"
            + " ReadWriteOncePod access mode already in-use by another pod.");
    pod("important", "\"priority\": 1000,", "data");
    Eventually.asserted(() -> assertThat(pods.find("first")).isEmpty());
    Eventually.asserted(() -> assertThat(pods.get("important").spec().nodeName()).isNotEmpty());
  }

  @Test
  void attachesNoMoreThanTheDriverCan() {
    storageClass("now", "example.com", "Immediate");
    for (String node : new String[] {"one", "two"}) {
      cluster.create(
          Kinds.CSI_NODES,
          """
          {"apiVersion": "storage.k8s.io/v1", "kind": "CSINode", "metadata": {"name": "%s"},
           "spec": {"drivers": [
             {"name": "example.com", "nodeID": "n", "allocatable": {"count": 1}}]}}
          """
              .formatted(node));
    }
    for (int i = 0; i < 3; i++) {
      volume("disk" + i, "now", "", csi("example.com", "h" + i));
      claim("data" + i, "now", "ReadWriteOnce");
      bind("data" + i, "disk" + i);
      pod("web" + i, "", "data" + i);
      if (i < 2) {
        String name = "web" + i;
        Eventually.asserted(() -> assertThat(pods.get(name).spec().nodeName()).isNotEmpty());
      }
    }
    refused("web2", "0/2 nodes are available: 2 node(s) exceed max volume count.");
    pods.delete("web0");
    Eventually.asserted(() -> assertThat(pods.get("web2").spec().nodeName()).isNotEmpty());
  }

  @Test
  void staysInTheZoneOfTheVolume() {
    storageClass("now", "example.com/disk", "Immediate");
    volume("disk", "now", "\"%s\": \"b\"".formatted(ZONE), csi("example.com", "1"));
    claim("data", "now", "ReadWriteOnce");
    bind("data", "disk");
    pod("web", "", "data");
    bound("web", "two");
    pod("no", "\"nodeSelector\": {\"%s\": \"a\"},".formatted(ZONE), "data");
    refused(
        "no",
        "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s)"
            + " had no available volume zone.");
  }
}
