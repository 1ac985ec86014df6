package k4j.apiserver.strategy.storage;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Checks;

/// Where volumes lie: the kinds of storage that pods and persistent volumes have in common.
///
/// @param persistent whether the source is that of a persistent volume
/// @param owner the name of the volume
public record VolumeSources(boolean persistent, String owner, FieldErrors errors) {

  private static final List<String> HOST_PATH_TYPES =
      List.of(
          "",
          "BlockDevice",
          "CharDevice",
          "Directory",
          "DirectoryOrCreate",
          "File",
          "FileOrCreate",
          "Socket");
  private static final Pattern ISCSI_NAME =
      Pattern.compile(
          "iqn\\.\\d{4}-\\d{2}\\.([A-Za-z0-9-.]+)(:[^,;*&$|\\s]+)|eui\\.[A-Fa-f0-9]{16}"
              + "|naa\\.[A-Fa-f0-9]{32}|iqn\\.\\d{4}-\\d{2}\\.([A-Za-z0-9-.]+)");
  private static final String MANAGED =
      "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/"
          + "{disk-id}";
  private static final String BLOB =
      "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd";
  private static final String REGISTRY =
      "must be a host:port pair or multiple pairs separated by commas";

  /// @param kind such as `hostPath`
  /// @param path of the source
  public void check(String kind, JsonObject source, FieldPath path) {
    switch (kind) {
      case "hostPath" -> hostPath(source, path);
      case "local" -> {
        need(source, path, "path");
        noBacksteps(source.string("path"), path.child("path"));
      }
      case "nfs" -> {
        need(source, path, "server", "path");
        if (!source.string("path").startsWith("/")) {
          errors.invalid(path.child("path"), source.string("path"), "must be an absolute path");
        }
      }
      case "gcePersistentDisk" -> disk(source, "pdName", renamed(path, "persistentDisk"));
      case "awsElasticBlockStore" -> disk(source, "volumeID", path);
      case "glusterfs" -> need(source, path, "endpoints", "path");
      case "flocker" -> flocker(source, path);
      case "rbd" -> {
        list(source, "monitors", path);
        need(source, path, "image");
      }
      case "cephfs" -> list(source, "monitors", path);
      case "quobyte" -> quobyte(source, path);
      case "iscsi" -> iscsi(source, path);
      case "cinder" -> {
        need(source, path, "volumeID");
        secret(source, "secretRef", path);
      }
      case "fc" -> fibre(source, path);
      case "flexVolume" -> flex(source, path);
      case "azureFile" -> azureFile(source, path);
      case "azureDisk" -> azureDisk(source, path);
      case "vsphereVolume" -> need(source, path, "volumePath");
      case "photonPersistentDisk" -> need(source, path, "pdID");
      case "portworxVolume" -> need(source, path, "volumeID");
      case "scaleIO" -> need(source, path, "gateway", "system", "volumeName");
      case "storageos" -> storageos(source, path);
      case "csi" -> csi(source, path);
      default -> {}
    }
  }

  private static FieldPath renamed(FieldPath path, String name) {
    FieldPath parent = path.parent();
    return parent == null ? FieldPath.of(name) : parent.child(name);
  }

  private void need(JsonObject source, FieldPath path, String... fields) {
    for (String field : fields) {
      Checks.required(source, field, path, errors);
    }
  }

  private void list(JsonObject source, String field, FieldPath path) {
    if (source.array(field).isEmpty()) {
      errors.required(path.child(field));
    }
  }

  private void hostPath(JsonObject source, FieldPath path) {
    need(source, path, "path");
    noBacksteps(source.string("path"), path.child("path"));
    Checks.optionalChoice(source, "type", HOST_PATH_TYPES, path, errors);
  }

  private void noBacksteps(String file, FieldPath path) {
    if (List.of(file.split("/")).contains("..")) {
      errors.invalid(path, file, "must not contain '..'");
    }
  }

  private void disk(JsonObject source, String name, FieldPath path) {
    need(source, path, name);
    long partition = source.integer("partition");
    if (partition < 0 || partition > 255) {
      errors.invalid(path.child("partition"), partition, "must be between 1 and 255, inclusive");
    }
  }

  private void flocker(JsonObject source, FieldPath path) {
    String name = source.string("datasetName");
    boolean identified = !source.string("datasetUUID").isEmpty();
    if (name.isEmpty() && !identified) {
      errors.required(path, "one of datasetName and datasetUUID is required");
    }
    if (!name.isEmpty() && identified) {
      errors.invalid(
          path, "resource", "datasetName and datasetUUID can not be specified simultaneously");
    }
    if (name.contains("/")) {
      errors.invalid(path.child("datasetName"), name, "must not contain '/'");
    }
  }

  private void quobyte(JsonObject source, FieldPath path) {
    String registry = source.string("registry");
    if (registry.isEmpty()) {
      errors.required(path.child("registry"), REGISTRY);
    } else if (source.string("tenant").length() >= 65) {
      errors.required(
          path.child("tenant"), "must be a UUID and may not exceed a length of 64 characters");
    } else {
      for (String pair : registry.split(",", -1)) {
        if (pair.indexOf(':') < 0 || pair.indexOf(':') != pair.lastIndexOf(':')) {
          errors.invalid(path.child("registry"), registry, REGISTRY);
        }
      }
    }
    need(source, path, "volume");
  }

  private void iscsi(JsonObject source, FieldPath path) {
    String portal = source.string("targetPortal");
    need(source, path, "targetPortal");
    if (persistent && source.has("initiatorName") && (owner + ":" + portal).length() > 64) {
      errors.invalid(
          path.child("targetportal"),
          portal,
          "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if"
              + " iscsi.initiatorName is specified.");
    }
    String name = source.string("iqn");
    if (name.isEmpty()) {
      errors.required(path.child("iqn"));
    } else {
      iscsiName(name, path.child("iqn"), true);
    }
    number(source, path);
    boolean secured = source.bool("chapAuthDiscovery") || source.bool("chapAuthSession");
    if (secured && !source.has("secretRef")) {
      errors.required(path.child("secretRef"));
    }
    if (persistent && source.has("secretRef")) {
      need(source.object("secretRef"), path.child("secretRef"), "name");
    }
    if (source.get("initiatorName") instanceof JsonString initiator) {
      iscsiName(initiator.value(), path.child("initiatorname"), false);
    }
  }

  private void iscsiName(String name, FieldPath path, boolean target) {
    boolean known = name.startsWith("iqn") || name.startsWith("eui") || name.startsWith("naa");
    if (!known && target && !persistent) {
      errors.invalid(path, name, "must be valid format starting with iqn, eui, or naa");
    } else if (!ISCSI_NAME.matcher(name).matches()) {
      errors.invalid(path, name, "must be valid format");
    }
  }

  private void number(JsonObject source, FieldPath path) {
    long number = source.integer("lun");
    if (number < 0 || number > 255) {
      errors.invalid(path.child("lun"), number, "must be between 0 and 255, inclusive");
    }
  }

  private void fibre(JsonObject source, FieldPath path) {
    boolean targets = !source.array("targetWWNs").isEmpty();
    boolean ids = !source.array("wwids").isEmpty();
    if (!targets && !ids) {
      errors.required(
          path.child("targetWWNs"), "must specify either targetWWNs or wwids, but not both");
    } else if (targets && ids) {
      errors.invalid(
          path.child("targetWWNs"),
          source.get("targetWWNs"),
          "targetWWNs and wwids can not be specified simultaneously");
    }
    if (targets && !source.has("lun")) {
      errors.required(path.child("lun"), "lun is required if targetWWNs is specified");
    } else if (targets) {
      number(source, path);
    }
  }

  private void flex(JsonObject source, FieldPath path) {
    need(source, path, "driver");
    for (String key : source.object("options").names()) {
      String domain = "." + key.split("/", 2)[0].toLowerCase(Locale.ROOT);
      if (domain.endsWith(".kubernetes.io") || domain.endsWith(".k8s.io")) {
        errors.invalid(
            path.child("options").key(key),
            key,
            "kubernetes.io and k8s.io namespaces are reserved");
      }
    }
  }

  private void azureFile(JsonObject source, FieldPath path) {
    need(source, path, "secretName", "shareName");
    if (source.has("secretNamespace")) {
      need(source, path, "secretNamespace");
    }
  }

  private void azureDisk(JsonObject source, FieldPath path) {
    need(source, path, "diskName", "diskURI");
    Checks.optionalChoice(
        source, "cachingMode", List.of("None", "ReadOnly", "ReadWrite"), path, errors);
    Checks.optionalChoice(source, "kind", List.of("Dedicated", "Managed", "Shared"), path, errors);
    String uri = source.string("diskURI");
    boolean managed = source.string("kind").equals("Managed");
    if (managed && !uri.startsWith("/subscriptions/")) {
      errors.notSupported(path.child("diskURI"), uri, List.of(MANAGED));
    } else if (!managed && source.has("kind") && !uri.startsWith("https://")) {
      errors.notSupported(path.child("diskURI"), uri, List.of(BLOB));
    }
  }

  private void storageos(JsonObject source, FieldPath path) {
    need(source, path, "volumeName");
    for (String field : new String[] {"volumeName", "volumeNamespace"}) {
      String value = source.string(field);
      if (!value.isEmpty()) {
        errors.invalidEach(path.child(field), value, Formats.dnsLabel(value));
      }
    }
    secret(source, "secretRef", path);
  }

  private void csi(JsonObject source, FieldPath path) {
    CsiValidations.driverName(source.string("driver"), path.child("driver"), errors);
    if (!persistent) {
      if (source.has("nodePublishSecretRef")) {
        need(source.object("nodePublishSecretRef"), path.child("nodePublishSecretRef"), "name");
      }
      return;
    }
    need(source, path, "volumeHandle");
    for (String field :
        new String[] {
          "controllerPublishSecretRef",
          "controllerExpandSecretRef",
          "nodePublishSecretRef",
          "nodeExpandSecretRef"
        }) {
      secret(source, field, path);
    }
  }

  private void secret(JsonObject source, String field, FieldPath path) {
    if (!source.has(field)) {
      return;
    }
    JsonObject secret = source.object(field);
    need(secret, path.child(field), "name");
    if (persistent) {
      need(secret, path.child(field), "namespace");
      String name = secret.string("name");
      String namespace = secret.string("namespace");
      if (!name.isEmpty()) {
        errors.invalidEach(path.child(field, "name"), name, Formats.dnsSubdomain(name));
      }
      if (!namespace.isEmpty()) {
        errors.invalidEach(path.child(field, "namespace"), namespace, Formats.dnsLabel(namespace));
      }
    }
  }
}
