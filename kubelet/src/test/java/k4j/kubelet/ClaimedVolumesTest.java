package k4j.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.UnaryOperator;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.SystemEdge;
import k4j.client.Unstructured;
import k4j.cri.container.Mount;
import k4j.kubelet.pod.Pods;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pods whose volumes are claims, on a node whose runtime only remembers what it was asked for.
@SystemEdge
class ClaimedVolumesTest {

  private static final String NO_PLACE =
      "FailedMount: Unable to attach or mount volumes: unmounted volumes=[data], unattached"
          + " volumes=[data], failed to process volumes=[data]: error processing PVC default/data:"
          + " ";

  @TempDir private Path directory;
  private FakeRuntime runtime;
  private Node node;

  @BeforeEach
  void start() {
    runtime = new FakeRuntime(InstantSource.system());
    node = Node.fake(directory, runtime);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  private JsonObject claim(String name, String volume) {
    JsonObject claim =
        Node.json(
            "{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{'name':'%s'},"
                    .formatted(name)
                + "'spec':{'accessModes':['ReadWriteOnce'],'storageClassName':'',"
                + "'resources':{'requests':{'storage':'1Gi'}},'volumeName':'%s'}}"
                    .formatted(volume));
    return node.client
        .in(Pods.PERSISTENT_VOLUME_CLAIM, "default")
        .create(new Unstructured(claim))
        .json();
  }

  private void phase(JsonObject claim, String phase) {
    node.client
        .in(Pods.PERSISTENT_VOLUME_CLAIM, "default")
        .updateStatus(
            new Unstructured(claim.with("status", Node.json("{'phase':'" + phase + "'}"))));
  }

  private void volume(String name, JsonObject claim, String spec) {
    JsonObject reference =
        Node.json("{'kind':'PersistentVolumeClaim','namespace':'default'}")
            .with("name", claim.object("metadata").string("name"))
            .with("uid", claim.object("metadata").string("uid"));
    JsonObject[] whole = {
      Node.json("{'accessModes':['ReadWriteOnce'],'capacity':{'storage':'1Gi'}}")
          .with("claimRef", reference)
    };
    Node.json(spec).forEach((key, value) -> whole[0] = whole[0].with(key, value));
    node.client
        .on(Pods.PERSISTENT_VOLUME)
        .create(
            new Unstructured(
                Node.json("{'apiVersion':'v1','kind':'PersistentVolume'}")
                    .with("metadata", JsonObject.EMPTY.with("name", name))
                    .with("spec", whole[0])));
  }

  private static String local(Path path, String node) {
    return ("{'local':{'path':'%s'},'nodeAffinity':{'required':{'nodeSelectorTerms':[{"
            + "'matchExpressions':[{'key':'kubernetes.io/hostname','operator':'In',"
            + "'values':['%s']}]}]}}}")
        .formatted(path, node);
  }

  private void bound(Path path) {
    JsonObject claim = claim("data", "v");
    volume("v", claim, local(path, Node.NAME));
    phase(claim, "Bound");
  }

  private void pod(String name, String mount, String source, UnaryOperator<JsonObject> more) {
    String spec =
        "{'containers':[{'name':'c','image':'busybox:1','volumeMounts':[{'name':'data',"
            + "'mountPath':'/data'%s}]}],'volumes':[{'name':'data',%s}]}";
    node.pod(
        name, more.apply(Node.json(spec.formatted(mount, source))).toString().replace('"', '\''));
  }

  private void pod(String name, String mount) {
    pod(name, mount, "'persistentVolumeClaim':{'claimName':'data'}", spec -> spec);
  }

  private Mount mounted(String pod) {
    JsonObject running = node.awaitPhase(pod, "Running");
    String id = Node.container(running, 0).string("containerID").replace("k4j://", "");
    return runtime.config(id).mounts().stream()
        .filter(mount -> mount.containerPath().equals("/data"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPodGetsTheDirectoryOfItsClaim() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    bound(data);
    pod("one", "");
    assertThat(mounted("one").hostPath()).isEqualTo(data.toString());
    assertThat(mounted("one").readonly()).isFalse();
  }

  @Test
  void whatIsReadOnlyInTheClaimOrTheMountIsSoInTheContainer() throws IOException {
    bound(Files.createDirectory(directory.resolve("data")));
    pod("mount", ",'readOnly':true");
    pod("claim", "", "'persistentVolumeClaim':{'claimName':'data','readOnly':true}", spec -> spec);
    assertThat(mounted("mount").readonly()).isTrue();
    assertThat(mounted("claim").readonly()).isTrue();
  }

  @Test
  void aPartOfAVolumeIsMadeAsTheVolumeIs() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.setAttribute(data, "unix:mode", 0777);
    bound(data);
    pod("one", ",'subPath':'a/b'");
    assertThat(mounted("one").hostPath()).isEqualTo(data.toRealPath().resolve("a/b").toString());
    assertThat((int) Files.getAttribute(data.resolve("a/b"), "unix:mode") & 0777).isEqualTo(0777);
  }

  @Test
  void theGroupOfAPodGetsAllOfTheVolume() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Path file = Files.writeString(data.resolve("file"), "text");
    Files.setAttribute(file, "unix:mode", 0600);
    bound(data);
    pod(
        "one",
        "",
        "'persistentVolumeClaim':{'claimName':'data'}",
        spec -> spec.with("securityContext", Node.json("{'fsGroup':2345}")));
    mounted("one");
    assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(2345);
    assertThat((int) Files.getAttribute(file, "unix:mode") & 07777).isEqualTo(0660);
    assertThat(Files.getAttribute(data, "unix:gid")).isEqualTo(2345);
    assertThat((int) Files.getAttribute(data, "unix:mode") & 02770).isEqualTo(02770);
  }

  @Test
  void aVolumeThatHasTheRightGroupMayBeLeftAsItIs() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    Path file = Files.writeString(data.resolve("file"), "text");
    Files.setAttribute(data, "unix:gid", 2345);
    Files.setAttribute(data, "unix:mode", 02770);
    bound(data);
    pod(
        "one",
        "",
        "'persistentVolumeClaim':{'claimName':'data'}",
        spec ->
            spec.with(
                "securityContext",
                Node.json("{'fsGroup':2345,'fsGroupChangePolicy':'OnRootMismatch'}")));
    mounted("one");
    assertThat(Files.getAttribute(file, "unix:gid")).isNotEqualTo(2345);
  }

  @Test
  void aPodWaitsForItsClaim() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    pod("one", "");
    node.awaitEvent(
        "one",
        NO_PLACE
            + "failed to fetch PVC from API server: persistentvolumeclaims \"data\" not found");
    JsonObject claim = claim("data", "v");
    node.awaitEvent("one", NO_PLACE + "PVC is not bound");
    volume("v", claim, local(data, Node.NAME));
    phase(claim, "Bound");
    mounted("one");
  }

  @Test
  void aVolumeOfAnotherClaimIsNotMounted() {
    JsonObject other = claim("other", "v");
    volume("v", other, "{'hostPath':{'path':'/data'}}");
    JsonObject claim = claim("data", "v");
    phase(claim, "Bound");
    pod("one", "");
    node.awaitEvent(
        "one",
        NO_PLACE
            + "found PV object v but its pv.Spec.ClaimRef.UID %s does not point to claim.UID %s"
                .formatted(
                    other.object("metadata").string("uid"),
                    claim.object("metadata").string("uid")));
  }

  @Test
  void aVolumeOfAnotherNodeIsNotMounted() {
    JsonObject claim = claim("data", "v");
    volume("v", claim, local(directory, "elsewhere"));
    phase(claim, "Bound");
    pod("one", "");
    node.awaitEvent(
        "one",
        "FailedMount: MountVolume.NodeAffinity check failed for volume \"v\" : no matching"
            + " NodeSelectorTerms");
  }

  @Test
  void aDirectoryThatIsGoneIsTold() {
    bound(directory.resolve("gone"));
    pod("one", "");
    node.awaitEvent(
        "one",
        "FailedMount: MountVolume.NewMounter initialization failed for volume \"v\" : path \""
            + directory.resolve("gone")
            + "\" does not exist");
  }

  @Test
  void anEphemeralVolumeIsThatOfThePodItself() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    JsonObject claim = claim("one-data", "v");
    volume("v", claim, local(data, Node.NAME));
    phase(claim, "Bound");
    pod(
        "one",
        "",
        "'ephemeral':{'volumeClaimTemplate':{'spec':{'accessModes':['ReadWriteOnce'],"
            + "'resources':{'requests':{'storage':'1Gi'}}}}}",
        spec -> spec);
    node.awaitEvent(
        "one",
        "FailedMount: Unable to attach or mount volumes: unmounted volumes=[data], unattached"
            + " volumes=[data], failed to process volumes=[data]: PVC default/one-data was not"
            + " created for pod default/one (pod is not owner)");
    JsonObject owner =
        Node.json("{'apiVersion':'v1','kind':'Pod','name':'one','controller':true}")
            .with("uid", node.get("one").object("metadata").string("uid"));
    JsonObject now = node.client.in(Pods.PERSISTENT_VOLUME_CLAIM, "default").get("one-data").json();
    node.client
        .in(Pods.PERSISTENT_VOLUME_CLAIM, "default")
        .update(new Unstructured(now.withAt(JsonArray.of(owner), "metadata", "ownerReferences")));
    assertThat(mounted("one").hostPath()).isEqualTo(data.toString());
  }
}
