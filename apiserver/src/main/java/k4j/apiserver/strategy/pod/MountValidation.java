package k4j.apiserver.strategy.pod;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// Where a container mounts which volume.
final class MountValidation {

  private static final List<String> RECURSIVE = List.of("Disabled", "Enabled", "IfPossible");

  private MountValidation() {}

  static void mounts(
      JsonObject container, Map<String, JsonObject> volumes, FieldPath path, FieldErrors errors) {
    JsonArray mounts = container.array("volumeMounts");
    JsonArray devices = container.array("volumeDevices");
    var deviceNames = new HashSet<String>();
    var devicePaths = new HashSet<String>();
    devices
        .objects()
        .forEach(device -> {
          deviceNames.add(device.string("name"));
          devicePaths.add(device.string("devicePath"));
        });
    var points = new HashSet<String>();
    for (int i = 0; i < mounts.size(); i++) {
      JsonObject mount = mounts.object(i);
      FieldPath at = path.child("volumeMounts").index(i);
      name(mount, volumes, at, errors);
      point(mount, points, at, errors);
      if (deviceNames.contains(mount.string("name"))) {
        errors.invalid(
            at.child("name"), mount.string("name"), "must not already exist in volumeDevices");
      }
      if (devicePaths.contains(mount.string("mountPath"))) {
        errors.invalid(
            at.child("mountPath"),
            mount.string("mountPath"),
            "must not already exist as a path in volumeDevices");
      }
      subPaths(mount, path.child("volumeMounts"), errors);
      propagation(mount, container, path.child("volumeMounts"), errors);
      recursive(mount, path.child("volumeMounts"), errors);
    }
    devices(devices, volumes, path.child("volumeDevices"), errors);
  }

  private static void name(
      JsonObject mount, Map<String, JsonObject> volumes, FieldPath path, FieldErrors errors) {
    String name = mount.string("name");
    if (name.isEmpty()) {
      errors.required(path.child("name"));
    }
    if (!volumes.containsKey(name)) {
      errors.notFound(path.child("name"), name);
    }
  }

  private static void point(
      JsonObject mount, Set<String> points, FieldPath path, FieldErrors errors) {
    String point = mount.string("mountPath");
    if (point.isEmpty()) {
      errors.required(path.child("mountPath"));
    }
    if (!points.add(point)) {
      errors.invalid(path.child("mountPath"), point, "must be unique");
    }
  }

  private static void subPaths(JsonObject mount, FieldPath path, FieldErrors errors) {
    String plain = mount.string("subPath");
    String expanded = mount.string("subPathExpr");
    if (!plain.isEmpty()) {
      VolumeValidation.localDescending(plain, path.child("subPath"), errors);
    }
    if (!expanded.isEmpty()) {
      if (!plain.isEmpty()) {
        errors.invalid(
            path.child("subPathExpr"), expanded, "subPathExpr and subPath are mutually exclusive");
      }
      VolumeValidation.localDescending(expanded, path.child("subPathExpr"), errors);
    }
  }

  private static void propagation(
      JsonObject mount, JsonObject container, FieldPath path, FieldErrors errors) {
    List<String> allowed = List.of("Bidirectional", "HostToContainer", "None");
    PodSpecValidation.optionalChoice(mount, "mountPropagation", allowed, path, errors);
    boolean privileged = container.object("securityContext").bool("privileged");
    if (mount.string("mountPropagation").equals("Bidirectional") && !privileged) {
      errors.forbidden(
          path.child("mountPropagation"),
          "Bidirectional mount propagation is available only to privileged containers");
    }
  }

  private static void recursive(JsonObject mount, FieldPath path, FieldErrors errors) {
    if (!mount.has("recursiveReadOnly")) {
      return;
    }
    String mode = mount.string("recursiveReadOnly");
    FieldPath at = path.child("recursiveReadOnly");
    if (!RECURSIVE.contains(mode)) {
      errors.notSupported(at, mode, RECURSIVE);
    } else if (!mode.equals("Disabled")) {
      if (!mount.bool("readOnly")) {
        errors.forbidden(at, "may only be specified when readOnly is true");
      }
      if (mount.has("mountPropagation") && !mount.string("mountPropagation").equals("None")) {
        errors.forbidden(
            at, "may only be specified when mountPropagation is None or not specified");
      }
    }
  }

  private static void devices(
      JsonArray devices, Map<String, JsonObject> volumes, FieldPath path, FieldErrors errors) {
    var names = new HashSet<String>();
    var paths = new HashSet<String>();
    for (int i = 0; i < devices.size(); i++) {
      JsonObject device = devices.object(i);
      FieldPath at = path.index(i);
      String name = device.string("name");
      if (name.isEmpty()) {
        errors.required(at.child("name"));
      }
      if (!names.add(name)) {
        errors.invalid(at.child("name"), name, "must be unique");
      }
      JsonObject volume = volumes.get(name);
      if (volume == null) {
        errors.notFound(at.child("name"), name);
      } else if (!volume.has("persistentVolumeClaim") && !volume.has("ephemeral")) {
        errors.invalid(
            at.child("name"),
            name,
            "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
      }
      String point = device.string("devicePath");
      if (point.isEmpty()) {
        errors.required(at.child("devicePath"));
      }
      if (!point.isEmpty() && !paths.add(point)) {
        errors.invalid(at.child("devicePath"), point, "must be unique");
      }
      if (List.of(point.split("/")).contains("..")) {
        errors.invalid(at.child("devicePath"), point, "can not contain backsteps ('..')");
      }
    }
  }
}
