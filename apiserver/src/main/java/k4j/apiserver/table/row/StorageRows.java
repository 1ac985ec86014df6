package k4j.apiserver.table.row;

import k4j.api.json.JsonObject;

/// Storage classes, drivers and attachments.
final class StorageRows {

  private StorageRows() {}

  static void storageClass(JsonObject object, Row row) {
    boolean isDefault =
        Texts.isDefault(object, "storageclass.kubernetes.io/is-default-class")
            || Texts.isDefault(object, "storageclass.beta.kubernetes.io/is-default-class");
    row.text(object.object("metadata").string("name") + (isDefault ? " (default)" : ""));
    row.text(object.string("provisioner"));
    row.text(Texts.textOf(object, "reclaimPolicy", "Delete"));
    row.text(Texts.textOf(object, "volumeBindingMode", "Immediate"));
    row.bool(object.bool("allowVolumeExpansion"));
    row.age();
  }

  static void volumeAttributesClass(JsonObject object, Row row) {
    row.name().text(object.string("driverName")).age();
  }

  static void volumeAttachment(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.text(spec.string("attacher"));
    row.text(spec.object("source").string("persistentVolumeName"));
    row.text(spec.string("nodeName"));
    row.bool(object.object("status").bool("attached"));
    row.age();
  }

  static void csiNode(JsonObject object, Row row) {
    row.name().number(object.object("spec").array("drivers").size()).age();
  }

  static void csiDriver(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    row.name();
    row.bool(!spec.has("attachRequired") || spec.bool("attachRequired"));
    row.bool(spec.bool("podInfoOnMount"));
    row.bool(spec.bool("storageCapacity"));
    row.text(
        spec.has("tokenRequests")
            ? Texts.joined(
                spec.array("tokenRequests").objects().stream()
                    .map(token -> token.string("audience"))
                    .toList())
            : Row.UNSET);
    row.bool(spec.bool("requiresRepublish"));
    row.textOr(Texts.joined(spec.array("volumeLifecycleModes").strings()), Row.NONE);
    row.age();
  }

  static void persistentVolume(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject status = object.object("status");
    JsonObject claim = spec.object("claimRef");
    row.name();
    row.text(Texts.quantity(spec.object("capacity").get("storage")));
    row.text(Texts.accessModes(spec.array("accessModes")));
    row.text(spec.string("persistentVolumeReclaimPolicy"));
    row.text(phase(object));
    row.text(spec.has("claimRef") ? claim.string("namespace") + "/" + claim.string("name") : "");
    row.text(storageClassOf(object));
    row.text(Texts.textOf(spec, "volumeAttributesClassName", Row.UNSET));
    row.text(status.string("reason"));
    row.age();
    row.text(Texts.textOf(spec, "volumeMode", Row.UNSET));
  }

  static void persistentVolumeClaim(JsonObject object, Row row) {
    JsonObject spec = object.object("spec");
    JsonObject status = object.object("status");
    boolean bound = !spec.string("volumeName").isEmpty();
    row.name();
    row.text(phase(object));
    row.text(spec.string("volumeName"));
    row.text(bound ? Texts.quantity(status.object("capacity").get("storage")) : "");
    row.text(bound ? Texts.accessModes(status.array("accessModes")) : "");
    row.text(storageClassOf(object));
    row.text(Texts.textOf(spec, "volumeAttributesClassName", Row.UNSET));
    row.age();
    row.text(Texts.textOf(spec, "volumeMode", Row.UNSET));
  }

  private static String phase(JsonObject object) {
    return object.object("metadata").has("deletionTimestamp")
        ? "Terminating"
        : object.object("status").string("phase");
  }

  /// An annotation from before the field was there still counts.
  private static String storageClassOf(JsonObject object) {
    JsonObject annotations = object.object("metadata").object("annotations");
    String old = "volume.beta.kubernetes.io/storage-class";
    return annotations.has(old)
        ? annotations.string(old)
        : object.object("spec").string("storageClassName");
  }
}
