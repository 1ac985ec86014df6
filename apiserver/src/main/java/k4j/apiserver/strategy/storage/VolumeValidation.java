package k4j.apiserver.strategy.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.pod.AffinityValidation;
import k4j.apiserver.strategy.warning.NodeLabels;
import org.jspecify.annotations.Nullable;

/// Persistent volumes.
public final class VolumeValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> RECLAIM = List.of("Delete", "Recycle", "Retain");
  private static final String MODERN = "volumeAttributesClassName";
  private static final Map<String, String> OLD =
      Map.of(
          "cephfs", "28, non-functional in v1.31",
          "rbd", "28, non-functional in v1.31",
          "photonPersistentDisk", "11, non-functional in v1.16",
          "scaleIO", "16, non-functional in v1.22",
          "storageos", "22, non-functional in v1.25",
          "glusterfs", "25, non-functional in v1.26");
  private static final Map<String, String> ANNOTATIONS =
      Map.of(
          "volume.beta.kubernetes.io/storage-class",
          "deprecated since v1.8; use \"storageClassName\" attribute instead",
          "volume.beta.kubernetes.io/mount-options",
          "deprecated since v1.31; use \"mountOptions\" attribute instead");
  private static final Set<String> NOT_SOURCES =
      Set.of(
          "accessModes",
          "capacity",
          "claimRef",
          "mountOptions",
          "nodeAffinity",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          MODERN,
          "volumeMode");

  @Override
  public void create(JsonObject volume, FieldErrors errors) {
    JsonObject spec = volume.object("spec");
    modes(spec, SPEC, errors);
    capacity(spec, errors);
    if (!spec.string("persistentVolumeReclaimPolicy").isEmpty()) {
      Checks.optionalChoice(spec, "persistentVolumeReclaimPolicy", RECLAIM, SPEC, errors);
    }
    if (spec.has("nodeAffinity")) {
      affinity(spec, errors);
    }
    sources(spec, volume.object("metadata").string("name"), SPEC, errors);
    if (spec.has("local") && !spec.has("nodeAffinity")) {
      errors.required(SPEC.child("nodeAffinity"), "Local volume requires node affinity");
    }
    boolean root = spec.object("hostPath").string("path").matches("/+");
    if (root && spec.string("persistentVolumeReclaimPolicy").equals("Recycle")) {
      errors.forbidden(
          SPEC.child("persistentVolumeReclaimPolicy"),
          "may not be 'recycle' for a hostPath mount of '/'");
    }
    String storageClass = spec.string("storageClassName");
    if (!storageClass.isEmpty()) {
      errors.invalidEach(
          SPEC.child("storageClassName"), storageClass, Formats.dnsSubdomain(storageClass));
    }
    Checks.optionalChoice(spec, "volumeMode", ClaimValidation.VOLUME_MODES, SPEC, errors);
    attributes(spec, errors);
  }

  private static void modes(JsonObject spec, FieldPath path, FieldErrors errors) {
    if (spec.array("accessModes").isEmpty()) {
      errors.required(path.child("accessModes"));
    }
    ClaimValidation.accessModes(spec.array("accessModes"), path.child("accessModes"), errors);
  }

  private static void capacity(JsonObject spec, FieldErrors errors) {
    JsonObject capacity = spec.object("capacity");
    FieldPath path = SPEC.child("capacity");
    if (capacity.isEmpty()) {
      errors.required(path);
    }
    if (!capacity.has("storage") || capacity.size() > 1) {
      errors.notSupported(path, spec.get("capacity"), List.of("storage"));
    }
    for (String name : capacity.names()) {
      Quantity amount = Quantity.of(capacity.get(name));
      if (amount.signum() < 0) {
        errors.invalid(
            path.key(name), amount.milliValue() / 1000, "must be a valid resource quantity");
      }
      if (amount.signum() <= 0) {
        errors.invalid(path.key(name), amount.toString(), "must be greater than zero");
      }
    }
  }

  private static void affinity(JsonObject spec, FieldErrors errors) {
    FieldPath path = SPEC.child("nodeAffinity", "required");
    JsonObject affinity = spec.object("nodeAffinity");
    if (!affinity.has("required")) {
      errors.required(path, "must specify required node constraints");
      return;
    }
    JsonArray terms = affinity.object("required").array("nodeSelectorTerms");
    FieldPath at = path.child("nodeSelectorTerms");
    if (terms.isEmpty()) {
      errors.required(at, "must have at least one node selector term");
    }
    for (int i = 0; i < terms.size(); i++) {
      AffinityValidation.term(terms.object(i), at.index(i), errors);
    }
  }

  private static void sources(JsonObject spec, String name, FieldPath path, FieldErrors errors) {
    var checks = new VolumeSources(true, name, errors);
    boolean found = false;
    for (String kind : spec.names()) {
      if (NOT_SOURCES.contains(kind)) {
        continue;
      }
      if (found) {
        errors.forbidden(path.child(kind), "may not specify more than 1 volume type");
      } else {
        checks.check(kind, spec.object(kind), path.child(kind));
      }
      found = true;
    }
    if (!found) {
      errors.required(path, "must specify a volume type");
    }
  }

  private static void attributes(JsonObject spec, FieldErrors errors) {
    if (!spec.has(MODERN)) {
      return;
    }
    String name = spec.string(MODERN);
    if (name.isEmpty()) {
      errors.required(SPEC.child(MODERN), "an empty string is disallowed");
    } else {
      errors.invalidEach(SPEC.child(MODERN), name, Formats.dnsSubdomain(name));
    }
    if (!spec.has("csi")) {
      errors.required(
          SPEC.child("csi"), "has to be specified when using volumeAttributesClassName");
    }
  }

  /// The volume of an attachment that has none by name.
  static void inline(JsonObject spec, FieldPath path, FieldErrors errors) {
    String not = "may not be specified in the context of inline volumes";
    for (String field : new String[] {"claimRef", "nodeAffinity"}) {
      if (spec.has(field)) {
        errors.forbidden(path.child(field), not);
      }
    }
    if (!spec.object("capacity").isEmpty()) {
      errors.forbidden(path.child("capacity"), not);
    }
    if (!spec.string("storageClassName").isEmpty()) {
      errors.forbidden(path.child("storageClassName"), not);
    }
    if (!spec.has("csi")) {
      errors.required(path.child("csi"), "has to be specified in the context of inline volumes");
    }
    modes(spec, path, errors);
    String reclaim = spec.string("persistentVolumeReclaimPolicy");
    if (!reclaim.isEmpty() && !reclaim.equals("Retain")) {
      errors.forbidden(
          path.child("persistentVolumeReclaimPolicy"),
          "may only be Retain in the context of inline volumes");
    }
    sources(spec, "", path, errors);
    if (spec.has("volumeMode") && !spec.string("volumeMode").equals("Filesystem")) {
      errors.forbidden(
          path.child("volumeMode"),
          "may not specify volumeMode other than Filesystem in the context of inline volumes");
    }
  }

  @Override
  public void update(JsonObject volume, JsonObject old, String subresource, FieldErrors errors) {
    if (!subresource.isEmpty()) {
      return;
    }
    create(volume, errors); // so does Kubernetes: by its strategy, and again as an update
    create(volume, errors);
    JsonObject spec = volume.object("spec");
    JsonObject before = old.object("spec");
    for (String source : before.names()) {
      Json now = spec.get(source);
      if (!NOT_SOURCES.contains(source) && !Objects.equals(fixed(before.get(source)), fixed(now))) {
        errors.forbidden(
            SPEC.child("persistentvolumesource"),
            "spec.persistentvolumesource is immutable after creation\n");
        break;
      }
    }
    Checks.immutable(spec, before, "volumeMode", FieldPath.ROOT, errors);
    if (before.has("nodeAffinity")) {
      Checks.immutable(spec, before, "nodeAffinity", FieldPath.ROOT, errors);
    }
    boolean cleared = before.has(MODERN) && !spec.has(MODERN);
    if (cleared) {
      errors.forbidden(SPEC.child(MODERN), "update from non-nil value to nil is forbidden");
    }
  }

  /// What may not change: of CSI volumes the secrets for growing may.
  private static Json fixed(@Nullable Json source) {
    return source instanceof JsonObject object
        ? object.without("controllerExpandSecretRef").without("nodeExpandSecretRef")
        : JsonObject.EMPTY;
  }

  @Override
  public List<String> warnings(JsonObject volume) {
    var out = new ArrayList<String>();
    JsonObject annotations = volume.object("metadata").object("annotations");
    ANNOTATIONS.forEach((key, why) -> {
      if (annotations.has(key)) {
        out.add(FieldPath.of("metadata").child("annotations").key(key) + ": " + why);
      }
    });
    JsonObject spec = volume.object("spec");
    if (spec.string("persistentVolumeReclaimPolicy").equals("Recycle")) {
      out.add(
          "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead,"
              + " the recommended approach is to use dynamic provisioning.");
    }
    JsonArray terms = spec.object("nodeAffinity").object("required").array("nodeSelectorTerms");
    for (int i = 0; i < terms.size(); i++) {
      FieldPath path = SPEC.child("nodeAffinity", "required").child("nodeSelectorTerms").index(i);
      NodeLabels.term(terms.object(i), false, path, out);
    }
    OLD.forEach((kind, since) -> {
      if (spec.has(kind)) {
        String shown = kind.equals("storageos") ? "storageOS" : kind;
        out.add("spec." + shown + ": deprecated in v1." + since + "+");
      }
    });
    return List.copyOf(out);
  }
}
