package k4j.scheduler.volumes;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import k4j.api.Kinds;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.selector.LabelSelector;
import k4j.api.storage.v1.CSIDriver;
import k4j.api.storage.v1.CSINode;
import k4j.api.storage.v1.CSIStorageCapacity;
import k4j.api.storage.v1.StorageClass;
import k4j.api.storage.v1.VolumeAttachment;
import k4j.client.informer.Informer;
import k4j.client.informer.Informers;

/// Volumes, claims and what belongs to them as the API shows them, and as this scheduler has
/// decided that they shall be. (volumebinding: assume_cache.go.)
public final class Storage {

  static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  private final Informer<PersistentVolume> volumes;
  private final Informer<PersistentVolumeClaim> claims;
  private final Informer<StorageClass> classes;
  private final Informer<CSINode> csiNodes;
  private final Informer<CSIDriver> drivers;
  private final Informer<CSIStorageCapacity> capacities;
  private final Informer<VolumeAttachment> attachments;

  private final Map<String, PersistentVolume> assumedVolumes = new ConcurrentHashMap<>();
  private final Map<String, PersistentVolumeClaim> assumedClaims = new ConcurrentHashMap<>();

  public Storage(Informers informers) {
    volumes = informers.of(Kinds.PERSISTENT_VOLUMES);
    claims = informers.of(Kinds.PERSISTENT_VOLUME_CLAIMS);
    classes = informers.of(Kinds.STORAGE_CLASSES);
    csiNodes = informers.of(Kinds.CSI_NODES);
    drivers = informers.of(Kinds.CSI_DRIVERS);
    capacities = informers.of(Kinds.CSI_STORAGE_CAPACITIES);
    attachments = informers.of(Kinds.VOLUME_ATTACHMENTS);
  }

  Informer<PersistentVolume> volumes() {
    return volumes;
  }

  Informer<PersistentVolumeClaim> claims() {
    return claims;
  }

  /// As decided, where the API does not show anything newer.
  Optional<PersistentVolumeClaim> claim(String namespace, String name) {
    String key = namespace + "/" + name;
    return claims.get(key).map(shown -> newer(shown, assumedClaims, key));
  }

  Optional<PersistentVolume> volume(String name) {
    return volumes.get(name).map(shown -> newer(shown, assumedVolumes, name));
  }

  List<PersistentVolume> volumesOf(String className) {
    return volumes.list().stream()
        .filter(volume -> volumeClass(volume).equals(className))
        .map(shown -> newer(shown, assumedVolumes, shown.name()))
        .toList();
  }

  private static <T extends ApiObject> T newer(T shown, Map<String, T> assumed, String key) {
    T decided = assumed.get(key);
    if (decided == null) {
      return shown;
    }
    if (shown.resourceVersion().equals(decided.resourceVersion())) {
      return decided;
    }
    assumed.remove(key, decided);
    return shown;
  }

  /// From now on it is as if the API showed this.
  void assume(PersistentVolume volume) {
    assumedVolumes.put(volume.name(), volume);
  }

  void assume(PersistentVolumeClaim claim) {
    assumedClaims.put(claim.key(), claim);
  }

  void forget(PersistentVolume volume) {
    assumedVolumes.remove(volume.name());
  }

  void forget(PersistentVolumeClaim claim) {
    assumedClaims.remove(claim.key());
  }

  Optional<StorageClass> storageClass(String name) {
    return classes.get(name);
  }

  Optional<CSINode> csiNode(String name) {
    return csiNodes.get(name);
  }

  Optional<CSIDriver> driver(String name) {
    return drivers.get(name);
  }

  List<VolumeAttachment> attachments(String node) {
    return attachments.list().stream().filter(a -> a.spec().nodeName().equals(node)).toList();
  }

  /// Whether the driver says that there is room where the node can reach it.
  boolean hasRoom(StorageClass storage, long bytes, JsonObject nodeLabels) {
    return capacities.list().stream()
        .filter(capacity -> capacity.storageClassName().equals(storage.name()))
        .filter(capacity ->
            (capacity.maximumVolumeSize().isPresent()
                    ? capacity.maximumVolumeSize()
                    : capacity.capacity())
                .filter(limit -> limit.value() >= bytes)
                .isPresent())
        .anyMatch(capacity ->
            capacity.hasNodeTopology()
                && LabelSelector.of(capacity.json().get("nodeTopology")).matches(nodeLabels));
  }

  private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";

  static JsonObject annotations(ApiObject object) {
    return object.json().object("metadata").object("annotations");
  }

  static String claimClass(PersistentVolumeClaim claim) {
    return annotations(claim).has(OLD_CLASS)
        ? annotations(claim).string(OLD_CLASS)
        : claim.spec().storageClassName();
  }

  static String volumeClass(PersistentVolume volume) {
    return annotations(volume).has(OLD_CLASS)
        ? annotations(volume).string(OLD_CLASS)
        : volume.spec().storageClassName();
  }

  /// Whether the controller has ended the binding.
  static boolean isBound(PersistentVolumeClaim claim) {
    return !claim.spec().volumeName().isEmpty()
        && annotations(claim).has("pv.kubernetes.io/bind-completed");
  }

  /// Whether the volume can be used on a node with these labels.
  static boolean isReachable(PersistentVolume volume, JsonObject nodeLabels) {
    JsonObject required = volume.spec().json().object("nodeAffinity").object("required");
    if (required.isEmpty()) {
      return true;
    }
    for (JsonObject term : required.array("nodeSelectorTerms").objects()) {
      boolean says = !term.array("matchExpressions").objects().isEmpty();
      if (says && LabelSelector.ofNodeSelectorTerm(term).matches(nodeLabels)) {
        return true;
      }
    }
    return false;
  }
}
