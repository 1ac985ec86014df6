package k4j.controllers.persistentvolume;

import java.util.List;
import java.util.Optional;
import k4j.api.core.v1.ObjectReference;
import k4j.api.core.v1.PersistentVolume;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.ApiObject;
import k4j.api.quantity.Quantity;

/// How claims and volumes say that they belong together.
final class Binding {

  private static final String COMPLETED = "pv.kubernetes.io/bind-completed";
  private static final String BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller";
  private static final String PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
  private static final String OLD_CLASS = "volume.beta.kubernetes.io/storage-class";
  private static final List<String> PROVISIONER =
      List.of(
          "volume.kubernetes.io/storage-provisioner",
          "volume.beta.kubernetes.io/storage-provisioner");
  private static final String BEFORE_RESIZE = "volume.alpha.kubernetes.io/pre-resize-capacity";
  private static final String SELECTED_NODE = "volume.kubernetes.io/selected-node";

  private Binding() {}

  static JsonObject annotations(ApiObject object) {
    return object.json().object("metadata").object("annotations");
  }

  private static JsonObject annotated(JsonObject object, String name) {
    return object.withAt(Json.of("yes"), "metadata", "annotations", name);
  }

  static boolean isComplete(PersistentVolumeClaim claim) {
    return annotations(claim).has(COMPLETED);
  }

  static boolean isByController(ApiObject object) {
    return annotations(object).has(BY_CONTROLLER);
  }

  /// Who made the volume for its claim.
  static Optional<String> provisioner(PersistentVolume volume) {
    JsonObject annotations = annotations(volume);
    return annotations.has(PROVISIONED_BY)
        ? Optional.of(annotations.string(PROVISIONED_BY))
        : Optional.empty();
  }

  /// Who is to make a volume for the claim.
  static Optional<String> provisioner(PersistentVolumeClaim claim) {
    JsonObject annotations = annotations(claim);
    return PROVISIONER.stream().filter(annotations::has).map(annotations::string).findFirst();
  }

  static boolean hasSelectedNode(PersistentVolumeClaim claim) {
    return annotations(claim).has(SELECTED_NODE);
  }

  static boolean hasClass(PersistentVolumeClaim claim) {
    return annotations(claim).has(OLD_CLASS) || claim.spec().hasStorageClassName();
  }

  static String storageClass(PersistentVolumeClaim claim) {
    JsonObject annotations = annotations(claim);
    return annotations.has(OLD_CLASS)
        ? annotations.string(OLD_CLASS)
        : claim.spec().storageClassName();
  }

  static String storageClass(PersistentVolume volume) {
    JsonObject annotations = annotations(volume);
    return annotations.has(OLD_CLASS)
        ? annotations.string(OLD_CLASS)
        : volume.spec().storageClassName();
  }

  static String claimKey(PersistentVolume volume) {
    ObjectReference claim = volume.spec().claimRef();
    return claim.namespace() + "/" + claim.name();
  }

  /// Whether the volume is meant for the claim, be it by its name only.
  static boolean isBoundTo(PersistentVolume volume, PersistentVolumeClaim claim) {
    String uid = volume.spec().claimRef().uid();
    return volume.spec().hasClaimRef()
        && claimKey(volume).equals(claim.key())
        && (uid.isEmpty() || uid.equals(claim.uid()));
  }

  static PersistentVolume bound(PersistentVolume volume, PersistentVolumeClaim claim) {
    JsonObject json = volume.json();
    if (!isBoundTo(volume, claim) || volume.spec().claimRef().uid().isEmpty()) {
      ObjectReference reference =
          ObjectReference.EMPTY
              .withApiVersion("v1")
              .withKind("PersistentVolumeClaim")
              .withNamespace(claim.namespace())
              .withName(claim.name())
              .withUid(claim.uid())
              .withResourceVersion(claim.resourceVersion());
      json = json.withAt(reference.json(), "spec", "claimRef");
    }
    if (!isBoundTo(volume, claim)) {
      json = annotated(json, BY_CONTROLLER);
    }
    return new PersistentVolume(json);
  }

  static PersistentVolumeClaim bound(PersistentVolumeClaim claim, PersistentVolume volume) {
    JsonObject json = claim.json();
    if (!claim.spec().volumeName().equals(volume.name())) {
      json = annotated(json.withAt(Json.of(volume.name()), "spec", "volumeName"), BY_CONTROLLER);
    }
    return new PersistentVolumeClaim(isComplete(claim) ? json : annotated(json, COMPLETED));
  }

  /// One that was bound by a user stays reserved for the claim's name.
  static PersistentVolume unbound(PersistentVolume volume) {
    JsonObject json = volume.json();
    if (!isByController(volume)) {
      return new PersistentVolume(json.withoutAt("spec", "claimRef", "uid"));
    }
    json = json.withoutAt("spec", "claimRef");
    json = json.withoutAt("metadata", "annotations", BY_CONTROLLER);
    boolean none = json.object("metadata").object("annotations").isEmpty();
    return new PersistentVolume(none ? json.withoutAt("metadata", "annotations") : json);
  }

  static PersistentVolumeClaim provisionedBy(PersistentVolumeClaim claim, String provisioner) {
    JsonObject json = claim.json();
    if (annotations(claim).string(PROVISIONER.getFirst()).equals(provisioner)) {
      return claim;
    }
    for (String annotation : PROVISIONER) {
      json = json.withAt(Json.of(provisioner), "metadata", "annotations", annotation);
    }
    return new PersistentVolumeClaim(json);
  }

  /// The claim in a phase, with what it has of the volume.
  static PersistentVolumeClaim inPhase(
      PersistentVolumeClaim claim, String phase, Optional<PersistentVolume> volume) {
    JsonObject status = claim.json().object("status").with("phase", phase);
    if (volume.isEmpty()) {
      status =
          status
              .without("accessModes")
              .without("capacity")
              .without("currentVolumeAttributesClassName");
    } else {
      JsonObject spec = volume.get().json().object("spec");
      status = status.with("accessModes", spec.array("accessModes"));
      // A claim that is bound already may rightly have less than its volume.
      if (!claim.status().phase().equals(phase)) {
        status = status.with("capacity", capacity(volume.get(), status.object("capacity")));
      }
      if (claim.status().phase().equals("Pending") && phase.equals("Bound")) {
        Json attributes = spec.get("volumeAttributesClassName");
        status =
            attributes == null
                ? status.without("currentVolumeAttributesClassName")
                : status.with("currentVolumeAttributesClassName", attributes);
      }
    }
    return new PersistentVolumeClaim(claim.json().with("status", status));
  }

  private static JsonObject capacity(PersistentVolume volume, JsonObject old) {
    JsonObject capacity = volume.json().object("spec").object("capacity");
    String before = annotations(volume).string(BEFORE_RESIZE);
    if (!before.isEmpty()) {
      // The file system has yet to grow to the size of the volume.
      return old.with("storage", before);
    }
    boolean same =
        old.has("storage")
            && Quantity.of(old.get("storage")).compareTo(Quantity.of(capacity.get("storage"))) == 0;
    return same ? old : capacity;
  }
}
