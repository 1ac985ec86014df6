package k4j.apiserver.strategy.storage;

import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.LabelSelectorValidation;
import k4j.apiserver.strategy.Validation;
import k4j.apiserver.strategy.warning.ClaimWarnings;

/// Claims of storage.
public final class ClaimValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");
  static final List<String> VOLUME_MODES = List.of("Block", "Filesystem");

  @Override
  public void create(JsonObject claim, FieldErrors errors) {
    spec(claim.object("spec"), SPEC, errors);
  }

  public static void spec(JsonObject spec, FieldPath path, FieldErrors errors) {
    if (spec.array("accessModes").isEmpty()) {
      errors.required(path.child("accessModes"), "at least 1 access mode is required");
    }
    accessModes(spec.array("accessModes"), path.child("accessModes"), errors);
    LabelSelectorValidation.check(spec.get("selector"), path.child("selector"), errors);
    JsonObject requests = spec.object("resources").object("requests");
    if (!requests.has("storage")) {
      errors.required(path.child("resources").key("storage"));
    } else {
      Quantity storage = Quantity.of(requests.get("storage"));
      if (storage.signum() <= 0) {
        errors.invalid(
            path.child("resources").key("storage"),
            storage.toString(),
            "must be greater than zero");
      }
    }
    if (spec.get("storageClassName") instanceof JsonString name && !name.value().isEmpty()) {
      errors.invalidEach(
          path.child("storageClassName"), name.value(), Formats.dnsSubdomain(name.value()));
    }
    Checks.optionalChoice(spec, "volumeMode", VOLUME_MODES, path, errors);
    sources(spec, path, errors);
    String attributes = spec.string("volumeAttributesClassName");
    if (!attributes.isEmpty()) {
      errors.invalidEach(
          path.child("volumeAttributesClassName"), attributes, Formats.dnsSubdomain(attributes));
    }
  }

  /// Where the first content comes from.
  private static void sources(JsonObject spec, FieldPath path, FieldErrors errors) {
    for (String field : new String[] {"dataSource", "dataSourceRef"}) {
      if (spec.has(field)) {
        source(spec.object(field), path.child(field), errors);
      }
    }
    JsonObject reference = spec.object("dataSourceRef");
    if (!reference.string("namespace").isEmpty()) {
      if (spec.has("dataSource")) {
        errors.invalid(
            path,
            spec.get("dataSource"),
            "may not be specified when dataSourceRef.namespace is specified");
      }
    } else if (spec.has("dataSource")
        && spec.has("dataSourceRef")
        && !spec.object("dataSource").equals(reference)) {
      errors.invalid(path, spec.get("dataSource"), "must match dataSourceRef");
    }
  }

  private static void source(JsonObject source, FieldPath path, FieldErrors errors) {
    Checks.required(source, "name", path, errors);
    Checks.required(source, "kind", path, errors);
    String group = source.string("apiGroup");
    String kind = source.string("kind");
    if (group.isEmpty() && !kind.equals("PersistentVolumeClaim")) {
      errors.invalid(
          path, kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    } else if (!group.isEmpty()) {
      errors.invalidEach(path.child("apiGroup"), group, Formats.dnsSubdomain(group));
    }
    String namespace = source.string("namespace");
    if (!namespace.isEmpty()) {
      errors.invalidEach(path.child("namespace"), namespace, Formats.dnsLabel(namespace));
    }
  }

  static void accessModes(JsonArray modes, FieldPath path, FieldErrors errors) {
    List<String> all = modes.strings();
    for (String mode : all) {
      if (!ACCESS_MODES.contains(mode)) {
        errors.notSupported(path, mode, ACCESS_MODES);
      }
    }
    boolean others =
        all.stream().anyMatch(m -> !m.equals("ReadWriteOncePod") && ACCESS_MODES.contains(m));
    if (all.contains("ReadWriteOncePod") && others) {
      errors.forbidden(path, "may not use ReadWriteOncePod with other access modes");
    }
  }

  @Override
  public void update(JsonObject claim, JsonObject old, String subresource, FieldErrors errors) {
    if (!subresource.isEmpty()) {
      return;
    }
    create(claim, errors);
    JsonObject spec = claim.object("spec");
    JsonObject before = old.object("spec");
    JsonObject same = spec;
    if (before.string("volumeName").isEmpty()) {
      same = copied(same, before, "volumeName"); // the binder sets it once
    }
    if (!before.has("storageClassName")) {
      same = same.without("storageClassName"); // a default class may come later
    }
    boolean bound = old.object("status").string("phase").equals("Bound");
    if (bound) {
      Json requests = before.object("resources").get("requests");
      if (requests != null) {
        same = same.withAt(requests, "resources", "requests");
      }
    }
    same = copied(same, before, "volumeAttributesClassName");
    if (!same.equals(before)) {
      errors.forbidden(
          SPEC,
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims\n");
    }
    grown(spec, before, errors);
  }

  private static void grown(JsonObject spec, JsonObject before, FieldErrors errors) {
    Quantity now = Quantity.of(spec.object("resources").object("requests").get("storage"));
    Quantity was = Quantity.of(before.object("resources").object("requests").get("storage"));
    if (now.compareTo(was) < 0) {
      errors.forbidden(
          SPEC.child("resources").child("requests", "storage"),
          "field can not be less than previous value");
    }
  }

  static JsonObject copied(JsonObject object, JsonObject from, String field) {
    Json value = from.get(field);
    return value == null ? object.without(field) : object.with(field, value);
  }

  @Override
  public List<String> warnings(JsonObject claim) {
    List<String> all = new ArrayList<>();
    String key = "volume.beta.kubernetes.io/storage-class";
    if (claim.object("metadata").object("annotations").has(key)) {
      all.add(
          FieldPath.of("metadata").child("annotations").key(key)
              + ": deprecated since v1.8; use \"storageClassName\" attribute instead");
    }
    all.addAll(ClaimWarnings.of(claim.object("spec"), SPEC));
    return all;
  }
}
