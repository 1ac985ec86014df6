package k4j.kubelet.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonObject;
import k4j.api.meta.StatusException;
import k4j.kubelet.admission.NodeMatch;
import k4j.kubelet.pod.PodName;
import k4j.kubelet.pod.PodSpecs;

/// The volumes that pods have through claims: finds what the claim is bound to and makes it ready.
final class ClaimedVolumes {

  private static final String PROTECTION = "kubernetes.io/pvc-protection";

  private static final String NEW_MOUNTER =
      "MountVolume.NewMounter initialization failed for volume \"%s\" : ";
  private static final String SET_UP = "MountVolume.SetUp failed for volume \"%s\" : ";

  private final ClaimSource source;
  private final NfsMounts nfs;

  ClaimedVolumes(ClaimSource source, NfsMounts nfs) {
    this.source = source;
    this.nfs = nfs;
  }

  static boolean isClaimed(JsonObject volume) {
    return volume.has("persistentVolumeClaim") || volume.has("ephemeral");
  }

  /// @param directory the pod's folder of volumes
  /// @throws UnprocessedVolume where it is not known yet what the volume is
  /// @throws VolumeException with the whole text of the event
  NodeVolume setUp(JsonObject pod, JsonObject volume, Path directory) throws VolumeException {
    boolean ephemeral = volume.has("ephemeral");
    JsonObject asked = volume.object("persistentVolumeClaim");
    String name =
        ephemeral
            ? pod.object("metadata").string("name") + "-" + volume.string("name")
            : asked.string("claimName");
    JsonObject persistent = bound(pod, name, ephemeral);
    checkMode(pod, volume.string("name"), persistent);
    String volumeName = persistent.object("metadata").string("name");
    if (!NodeMatch.allows(
        persistent.object("spec").object("nodeAffinity").object("required"), nodeLabels())) {
      throw new VolumeException(
          "MountVolume.NodeAffinity check failed for volume \"%s\" : no matching NodeSelectorTerms"
              .formatted(volumeName));
    }
    return mount(pod, persistent, asked.bool("readOnly"), directory);
  }

  private Map<String, String> nodeLabels() {
    try {
      return source.nodeLabels().strings();
    } catch (StatusException e) {
      throw new UnprocessedVolume("failed to fetch this node: " + e.status().message());
    }
  }

  private JsonObject bound(JsonObject pod, String claimName, boolean ephemeral) {
    String namespace = PodName.of(pod).namespace();
    JsonObject claim;
    JsonObject volume;
    try {
      claim = claim(namespace, claimName);
      if (ephemeral && !isOwned(claim, pod)) {
        throw new UnprocessedVolume(
            "PVC %s/%s was not created for pod %s/%s (pod is not owner)"
                .formatted(namespace, claimName, namespace, PodName.of(pod).name()));
      }
      volume = volume(claim);
    } catch (NotReady e) {
      throw new UnprocessedVolume(
          "error processing PVC %s/%s: %s".formatted(namespace, claimName, e.getMessage()));
    }
    return volume;
  }

  private static final class NotReady extends Exception {

    private static final long serialVersionUID = 1L;

    NotReady(String message) {
      super(message);
    }
  }

  private JsonObject claim(String namespace, String name) throws NotReady {
    JsonObject claim;
    try {
      claim = source.claim(namespace, name);
    } catch (StatusException e) {
      throw new NotReady("failed to fetch PVC from API server: " + e.status().message());
    }
    JsonObject metadata = claim.object("metadata");
    boolean isProtected = metadata.array("finalizers").strings().contains(PROTECTION);
    if (metadata.has("deletionTimestamp") && !isProtected) {
      throw new NotReady("PVC is being deleted");
    }
    if (!claim.object("status").string("phase").equals("Bound")) {
      throw new NotReady("PVC is not bound");
    }
    if (claim.object("spec").string("volumeName").isEmpty()) {
      throw new NotReady("PVC has empty pvc.Spec.VolumeName");
    }
    return claim;
  }

  private JsonObject volume(JsonObject claim) throws NotReady {
    String name = claim.object("spec").string("volumeName");
    String uid = claim.object("metadata").string("uid");
    JsonObject volume;
    try {
      volume = source.volume(name);
    } catch (StatusException e) {
      throw new NotReady(
          "failed to fetch PV %s from API server: %s".formatted(name, e.status().message()));
    }
    JsonObject reference = volume.object("spec").object("claimRef");
    if (reference.isEmpty()) {
      throw new NotReady(
          ("found PV object %s but it has a nil pv.Spec.ClaimRef indicating it is not yet bound to"
                  + " the claim")
              .formatted(name));
    }
    if (!reference.string("uid").equals(uid)) {
      throw new NotReady(
          "found PV object %s but its pv.Spec.ClaimRef.UID %s does not point to claim.UID %s"
              .formatted(name, reference.string("uid"), uid));
    }
    return volume;
  }

  private static boolean isOwned(JsonObject claim, JsonObject pod) {
    String uid = PodName.of(pod).uid();
    return claim.object("metadata").array("ownerReferences").objects().stream()
        .anyMatch(owner -> owner.string("uid").equals(uid) && owner.bool("controller"));
  }

  private static void checkMode(JsonObject pod, String name, JsonObject persistent) {
    boolean block = persistent.object("spec").string("volumeMode").equals("Block");
    List<JsonObject> containers = PodSpecs.allContainers(pod);
    boolean mounts =
        containers.stream()
            .flatMap(c -> c.array("volumeMounts").objects().stream())
            .anyMatch(m -> m.string("name").equals(name));
    boolean devices =
        containers.stream()
            .flatMap(c -> c.array("volumeDevices").objects().stream())
            .anyMatch(d -> d.string("name").equals(name));
    if (mounts && block) {
      throw new UnprocessedVolume(
          "volume %s has volumeMode Block, but is specified in volumeMounts".formatted(name));
    }
    if (devices && !block) {
      throw new UnprocessedVolume(
          "volume %s has volumeMode Filesystem, but is specified in volumeDevices".formatted(name));
    }
  }

  private NodeVolume mount(JsonObject pod, JsonObject persistent, boolean readOnly, Path directory)
      throws VolumeException {
    JsonObject spec = persistent.object("spec");
    String name = persistent.object("metadata").string("name");
    try {
      if (spec.has("hostPath")) {
        Path path = Path.of(spec.object("hostPath").string("path"));
        HostPaths.check(path, spec.object("hostPath").string("type"));
        return new NodeVolume(path, readOnly);
      }
      if (spec.has("local") && !spec.string("volumeMode").equals("Block")) {
        Path path = Path.of(spec.object("local").string("path"));
        if (!Files.exists(path)) {
          throw new VolumeException("path \"%s\" does not exist".formatted(path));
        }
        return local(pod, path, readOnly);
      }
      if (spec.has("nfs")) {
        Path target = directory.resolve("kubernetes.io~nfs").resolve(name);
        JsonObject nfsSource = spec.object("nfs");
        boolean forReading = readOnly || nfsSource.bool("readOnly");
        nfs.mount(nfsSource, target, spec.array("mountOptions").strings(), forReading);
        return new NodeVolume(target, forReading);
      }
    } catch (VolumeException e) {
      String step = spec.has("local") ? NEW_MOUNTER : SET_UP;
      throw new VolumeException(step.formatted(name) + e.getMessage(), e);
    } catch (IOException e) {
      throw new VolumeException(SET_UP.formatted(name) + e.getMessage(), e);
    }
    throw new UnprocessedVolume("no volume plugin matched");
  }

  /// The directory itself: the runtime mounts it into containers.
  private static NodeVolume local(JsonObject pod, Path path, boolean readOnly) throws IOException {
    JsonObject context = PodSpecs.spec(pod).object("securityContext");
    if (context.has("fsGroup") && !readOnly) {
      boolean onRootMismatch = context.string("fsGroupChangePolicy").equals("OnRootMismatch");
      Ownership.give(path, (int) context.integer("fsGroup"), onRootMismatch);
    }
    return new NodeVolume(path, readOnly);
  }
}
