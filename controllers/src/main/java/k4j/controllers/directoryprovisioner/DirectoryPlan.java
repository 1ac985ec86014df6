package k4j.controllers.directoryprovisioner;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.core.v1.ObjectReference;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.storage.v1.StorageClass;

/// Decides which volumes the directories of one node are made and deleted for, as
/// `sig-storage-lib-external-provisioner` does for its drivers.
final class DirectoryPlan {

  static final String PROVISIONER = "k4j.local/directory";

  private static final String FINALIZER = "external-provisioner.volume.kubernetes.io/finalizer";
  private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";
  private static final String HOST_NAME = "kubernetes.io/hostname";
  private static final List<String> ASKED_FOR =
      List.of(
          "volume.kubernetes.io/storage-provisioner",
          "volume.beta.kubernetes.io/storage-provisioner");

  /// @param name of the node
  /// @param host the value of its label `kubernetes.io/hostname`
  /// @param root the folder that has a directory for each volume
  record Place(String name, String host, String root) {}

  private DirectoryPlan() {}

  static ClaimStep decide(
      PersistentVolumeClaim claim, Optional<StorageClass> storageClass, Place place) {
    Map<String, String> annotations = claim.metadata().annotations();
    boolean ours = ASKED_FOR.stream().map(annotations::get).anyMatch(PROVISIONER::equals);
    if (!ours
        || claim.isDeleting()
        || !claim.spec().volumeName().isEmpty()
        || storageClass.isEmpty()
        || !storageClass.get().provisioner().equals(PROVISIONER)) {
      return new ClaimStep.Leave();
    }
    boolean waits = storageClass.get().volumeBindingMode().equals("WaitForFirstConsumer");
    String selected = annotations.getOrDefault(SELECTED_NODE, "");
    boolean here = selected.isEmpty() ? !waits : selected.equals(place.name());
    if (!here) {
      return new ClaimStep.Leave();
    }
    return refusal(claim, storageClass.get())
        .<ClaimStep>map(ClaimStep.Refuse::new)
        .orElseGet(() -> new ClaimStep.Make(volume(claim, storageClass.get(), place)));
  }

  private static Optional<String> refusal(PersistentVolumeClaim claim, StorageClass storageClass) {
    JsonObject spec = claim.spec().json();
    if (spec.string("volumeMode").equals("Block")) {
      return Optional.of(PROVISIONER + " does not support block volume provisioning");
    }
    if (claim.spec().hasSelector()) {
      return Optional.of("claim Selector is not supported");
    }
    if (spec.has("dataSource") || spec.has("dataSourceRef")) {
      return Optional.of("claim DataSource is not supported");
    }
    if (!storageClass.mountOptions().isEmpty()) {
      return Optional.of("mount options are not supported: a directory is not mounted");
    }
    return Optional.empty();
  }

  private static PersistentVolume volume(
      PersistentVolumeClaim claim, StorageClass storageClass, Place place) {
    String name = "pvc-" + claim.uid();
    JsonObject metadata =
        JsonObject.EMPTY
            .with("name", name)
            .with("annotations", JsonObject.EMPTY.with(PROVISIONED_BY, PROVISIONER));
    if (storageClass.reclaimPolicy().equals("Delete")) {
      metadata = metadata.with("finalizers", JsonArray.ofStrings(List.of(FINALIZER)));
    }
    JsonObject claimSpec = claim.spec().json();
    JsonObject spec =
        JsonObject.EMPTY
            .with("accessModes", claimSpec.array("accessModes"))
            .with("capacity", requested(claimSpec))
            .with("claimRef", reference(claim).json())
            .with("local", JsonObject.EMPTY.with("path", path(claim, name, place)))
            .with("nodeAffinity", on(place.host()))
            .with("persistentVolumeReclaimPolicy", storageClass.reclaimPolicy())
            .with("storageClassName", storageClass.name())
            .with("volumeMode", "Filesystem");
    return new PersistentVolume(
        JsonObject.EMPTY
            .with("apiVersion", "v1")
            .with("kind", "PersistentVolume")
            .with("metadata", metadata)
            .with("spec", spec));
  }

  private static JsonObject requested(JsonObject claimSpec) {
    JsonObject requests = claimSpec.object("resources").object("requests");
    return JsonObject.EMPTY.with("storage", requests.string("storage"));
  }

  private static ObjectReference reference(PersistentVolumeClaim claim) {
    return ObjectReference.EMPTY
        .withApiVersion("v1")
        .withKind("PersistentVolumeClaim")
        .withNamespace(claim.namespace())
        .withName(claim.name())
        .withUid(claim.uid())
        .withResourceVersion(claim.resourceVersion());
  }

  /// Whoever looks into the folder sees whose each directory is.
  private static String path(PersistentVolumeClaim claim, String name, Place place) {
    return "%s/%s_%s_%s".formatted(place.root(), name, claim.namespace(), claim.name());
  }

  private static JsonObject on(String host) {
    JsonObject expression =
        JsonObject.EMPTY
            .with("key", HOST_NAME)
            .with("operator", "In")
            .with("values", JsonArray.ofStrings(List.of(host)));
    JsonObject term = JsonObject.EMPTY.with("matchExpressions", JsonArray.of(expression));
    return JsonObject.EMPTY.with(
        "required", JsonObject.EMPTY.with("nodeSelectorTerms", JsonArray.of(term)));
  }

  static VolumeStep decide(PersistentVolume volume, Place place) {
    if (!isOurs(volume, place)) {
      return new VolumeStep.Leave();
    }
    List<String> finalizers = new ArrayList<>(volume.metadata().finalizers());
    boolean kept = finalizers.contains(FINALIZER);
    boolean deletes = volume.spec().persistentVolumeReclaimPolicy().equals("Delete");
    if (!deletes) {
      return kept ? new VolumeStep.Change(withoutFinalizer(volume)) : new VolumeStep.Leave();
    }
    String phase = volume.status().phase();
    boolean unused =
        phase.equals("Released") || (volume.isDeleting() && kept && !phase.equals("Bound"));
    if (unused) {
      return new VolumeStep.Remove();
    }
    if (kept || volume.isDeleting()) {
      return new VolumeStep.Leave();
    }
    finalizers.add(FINALIZER);
    return new VolumeStep.Change(withFinalizers(volume, finalizers));
  }

  private static boolean isOurs(PersistentVolume volume, Place place) {
    return PROVISIONER.equals(volume.metadata().annotations().get(PROVISIONED_BY))
        && volume.spec().local().path().startsWith(place.root() + "/")
        && volume.spec().nodeAffinity().json().equals(on(place.host()));
  }

  static PersistentVolume withoutFinalizer(PersistentVolume volume) {
    List<String> finalizers = new ArrayList<>(volume.metadata().finalizers());
    finalizers.remove(FINALIZER);
    return withFinalizers(volume, finalizers);
  }

  private static PersistentVolume withFinalizers(PersistentVolume volume, List<String> finalizers) {
    return new PersistentVolume(
        volume.json().withAt(JsonArray.ofStrings(finalizers), "metadata", "finalizers"));
  }
}
