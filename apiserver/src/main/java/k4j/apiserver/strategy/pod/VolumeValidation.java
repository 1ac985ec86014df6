package k4j.apiserver.strategy.pod;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.storage.ClaimValidation;
import k4j.apiserver.strategy.storage.VolumeSources;

/// The volumes of a pod.
final class VolumeValidation {

  private static final List<String> VOLUME_FIELDS =
      List.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid");

  private VolumeValidation() {}

  /// The volumes whose names are right.
  static Map<String, JsonObject> volumes(JsonArray volumes, FieldPath path, FieldErrors errors) {
    var result = new LinkedHashMap<String, JsonObject>();
    for (int i = 0; i < volumes.size(); i++) {
      JsonObject volume = volumes.object(i);
      FieldPath at = path.index(i);
      int before = errors.size();
      source(volume, at, errors);
      String name = volume.string("name");
      if (name.isEmpty()) {
        errors.required(at.child("name"));
      } else {
        errors.invalidEach(at.child("name"), name, Formats.dnsLabel(name));
      }
      if (result.containsKey(name)) {
        errors.duplicate(at.child("name"), name);
      }
      if (errors.size() == before) {
        result.put(name, volume);
      }
    }
    return result;
  }

  private static void source(JsonObject volume, FieldPath path, FieldErrors errors) {
    int count = 0;
    for (String kind : volume.names()) {
      if (kind.equals("name")) {
        continue;
      }
      FieldPath at = path.child(kind);
      if (count > 0) {
        errors.forbidden(at, "may not specify more than 1 volume type");
        continue;
      }
      count++;
      one(kind, volume.object(kind), at, errors);
    }
    if (count == 0) {
      errors.required(path, "must specify a volume type");
    }
  }

  private static void one(String kind, JsonObject source, FieldPath path, FieldErrors errors) {
    switch (kind) {
      case "emptyDir" -> {
        if (source.has("sizeLimit") && Quantity.of(source.get("sizeLimit")).signum() < 0) {
          errors.forbidden(
              path.child("sizeLimit"), "SizeLimit field must be a valid resource quantity");
        }
      }
      case "secret" -> {
        required(source, "secretName", path, errors);
        files(source, path, errors);
      }
      case "configMap" -> {
        required(source, "name", path, errors);
        files(source, path, errors);
      }
      case "persistentVolumeClaim" -> required(source, "claimName", path, errors);
      case "downwardAPI" -> {
        mode(source, "defaultMode", path, errors);
        downward(source.array("items"), path, errors);
      }
      case "projected" -> projected(source, path, errors);
      case "gitRepo" -> {
        required(source, "repository", path, errors);
        localDescending(source.string("directory"), path.child("directory"), errors);
      }
      case "image" -> image(source, path, errors);
      case "ephemeral" -> {
        if (source.has("volumeClaimTemplate")) {
          JsonObject spec = source.object("volumeClaimTemplate").object("spec");
          ClaimValidation.spec(spec, path.child("volumeClaimTemplate", "spec"), errors);
        } else {
          errors.required(path.child("volumeClaimTemplate"));
        }
      }
      default -> new VolumeSources(false, "", errors).check(kind, source, path);
    }
  }

  private static void image(JsonObject source, FieldPath path, FieldErrors errors) {
    required(source, "reference", path, errors);
    PodSpecValidation.optionalChoice(
        source, "pullPolicy", List.of("Always", "IfNotPresent", "Never"), path, errors);
  }

  private static void required(
      JsonObject source, String field, FieldPath path, FieldErrors errors) {
    if (source.string(field).isEmpty()) {
      errors.required(path.child(field));
    }
  }

  private static void mode(JsonObject source, String field, FieldPath path, FieldErrors errors) {
    long mode = source.integer(field);
    if (mode < 0 || mode > 0777) {
      errors.invalid(
          path.child(field), mode, "must be a number between 0 and 0777 (octal), both inclusive");
    }
  }

  private static void files(JsonObject source, FieldPath path, FieldErrors errors) {
    mode(source, "defaultMode", path, errors);
    items(source.array("items"), path.child("items"), errors);
  }

  private static void items(JsonArray items, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < items.size(); i++) {
      JsonObject item = items.object(i);
      FieldPath at = path.index(i);
      required(item, "key", at, errors);
      required(item, "path", at, errors);
      if (!item.string("path").isEmpty()) {
        localNonReserved(item.string("path"), at.child("path"), errors);
      }
      mode(item, "mode", at, errors);
    }
  }

  private static void downward(JsonArray items, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < items.size(); i++) {
      JsonObject item = items.object(i);
      FieldPath at = path;
      required(item, "path", at, errors);
      if (!item.string("path").isEmpty()) {
        localNonReserved(item.string("path"), at.child("path"), errors);
      }
      boolean field = item.has("fieldRef");
      boolean resource = item.has("resourceFieldRef");
      if (field) {
        EnvValidation.field(item.object("fieldRef"), at.child("fieldRef"), VOLUME_FIELDS, errors);
        if (resource) {
          errors.invalid(
              at, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
        }
      } else if (resource) {
        EnvValidation.resource(
            item.object("resourceFieldRef"), at.child("resourceFieldRef"), true, errors);
      } else {
        errors.required(at, "one of fieldRef and resourceFieldRef is required");
      }
      mode(item, "mode", at, errors);
    }
  }

  private static void projected(JsonObject source, FieldPath path, FieldErrors errors) {
    mode(source, "defaultMode", path, errors);
    JsonArray sources = source.array("sources");
    for (int i = 0; i < sources.size(); i++) {
      JsonObject one = sources.object(i);
      FieldPath at = path.child("sources").index(i);
      int count = 0;
      for (String kind : one.names()) {
        if (count++ > 0) {
          errors.forbidden(at.child(kind), "may not specify more than 1 volume type per source");
        } else {
          projection(kind, one.object(kind), at.child(kind), errors);
        }
      }
    }
  }

  private static void projection(
      String kind, JsonObject source, FieldPath path, FieldErrors errors) {
    switch (kind) {
      case "secret", "configMap" -> {
        required(source, "name", path, errors);
        items(source.array("items"), path.child("items"), errors);
      }
      case "downwardAPI" -> downward(source.array("items"), path, errors);
      case "serviceAccountToken" -> {
        long seconds = source.integer("expirationSeconds", 3600);
        if (seconds < 600) {
          errors.invalid(
              path.child("expirationSeconds"),
              seconds,
              "may not specify a duration less than 10 minutes");
        } else if (seconds > 1L << 32) {
          errors.invalid(
              path.child("expirationSeconds"),
              seconds,
              "may not specify a duration larger than 2^32 seconds");
        }
        required(source, "path", path, errors);
        if (!source.string("path").isEmpty()) {
          localNonReserved(source.string("path"), path.child("path"), errors);
        }
      }
      default -> {}
    }
  }

  private static void noBacksteps(String file, FieldPath path, FieldErrors errors) {
    if (List.of(file.split("/")).contains("..")) {
      errors.invalid(path, file, "must not contain '..'");
    }
  }

  /// A relative path that stays below where it starts.
  static void localDescending(String file, FieldPath path, FieldErrors errors) {
    if (file.startsWith("/")) {
      errors.invalid(path, file, "must be a relative path");
    }
    noBacksteps(file, path, errors);
  }

  private static void localNonReserved(String file, FieldPath path, FieldErrors errors) {
    localDescending(file, path, errors);
    if (file.startsWith("..") && !file.startsWith("../")) {
      errors.invalid(path, file, "must not start with '..'");
    }
  }
}
