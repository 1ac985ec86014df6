package k4j.apiserver.strategy.storage;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.Validation;

/// Persistent volumes.
public final class VolumeValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> RECLAIM = List.of("Delete", "Recycle", "Retain");
  private static final Set<String> NOT_SOURCES =
      Set.of(
          "accessModes",
          "capacity",
          "claimRef",
          "mountOptions",
          "nodeAffinity",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "volumeAttributesClassName",
          "volumeMode");

  @Override
  public void create(JsonObject volume, FieldErrors errors) {
    JsonObject spec = volume.object("spec");
    if (spec.array("accessModes").isEmpty()) {
      errors.required(SPEC.child("accessModes"));
    }
    ClaimValidation.accessModes(spec.array("accessModes"), SPEC.child("accessModes"), errors);
    JsonObject capacity = spec.object("capacity");
    if (capacity.isEmpty()) {
      errors.required(SPEC.child("capacity"));
    }
    if (!capacity.has("storage") || capacity.size() > 1) {
      errors.notSupported(SPEC.child("capacity"), spec.get("capacity"), List.of("storage"));
    }
    ClaimValidation.amounts(capacity, SPEC.child("capacity"), errors);
    Checks.optionalChoice(spec, "persistentVolumeReclaimPolicy", RECLAIM, SPEC, errors);
    List<String> sources =
        spec.names().stream().filter(name -> !NOT_SOURCES.contains(name)).toList();
    if (sources.isEmpty()) {
      errors.required(SPEC, "must specify a volume type");
    }
    sources.stream()
        .skip(1)
        .forEach(
            name -> errors.forbidden(SPEC.child(name), "may not specify more than 1 volume type"));
    source(spec, errors);
    Checks.optionalChoice(spec, "volumeMode", ClaimValidation.VOLUME_MODES, SPEC, errors);
  }

  private static void source(JsonObject spec, FieldErrors errors) {
    if (spec.has("hostPath")) {
      Checks.required(spec.object("hostPath"), "path", SPEC.child("hostPath"), errors);
    }
    if (spec.has("local")) {
      Checks.required(spec.object("local"), "path", SPEC.child("local"), errors);
      if (!spec.has("nodeAffinity")) {
        errors.required(SPEC.child("nodeAffinity"), "Local volume requires node affinity");
      }
    }
    if (spec.has("nfs")) {
      Checks.required(spec.object("nfs"), "server", SPEC.child("nfs"), errors);
      Checks.required(spec.object("nfs"), "path", SPEC.child("nfs"), errors);
    }
    if (spec.has("csi")) {
      Checks.required(spec.object("csi"), "driver", SPEC.child("csi"), errors);
      Checks.required(spec.object("csi"), "volumeHandle", SPEC.child("csi"), errors);
    }
  }

  @Override
  public void update(JsonObject volume, JsonObject old, String subresource, FieldErrors errors) {
    if (!subresource.isEmpty()) {
      return;
    }
    create(volume, errors);
    JsonObject spec = volume.object("spec");
    JsonObject before = old.object("spec");
    for (String source : before.names()) {
      Json now = spec.get(source);
      if (!NOT_SOURCES.contains(source)
          && !source.equals("csi")
          && !Objects.equals(before.get(source), now)) {
        errors.forbidden(
            SPEC.child("persistentvolumesource"),
            "spec.persistentvolumesource is immutable after creation\n");
        break;
      }
    }
    Checks.immutable(spec, before, "volumeMode", FieldPath.ROOT, errors);
  }
}
