package k4j.apiserver.strategy.pod;

import java.util.List;
import java.util.Locale;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;

/// Environment variables and where they come from.
final class EnvValidation {

  private static final List<String> FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");
  private static final List<String> SOURCES =
      List.of("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef");

  private EnvValidation() {}

  static void env(JsonArray env, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < env.size(); i++) {
      JsonObject variable = env.object(i);
      FieldPath at = path.index(i);
      String name = variable.string("name");
      if (name.isEmpty()) {
        errors.required(at.child("name"));
      } else {
        errors.invalidEach(at.child("name"), name, ValueFormats.envName(name));
      }
      if (variable.has("valueFrom")) {
        source(variable, at.child("valueFrom"), errors);
      }
    }
  }

  private static void source(JsonObject variable, FieldPath path, FieldErrors errors) {
    JsonObject from = variable.object("valueFrom");
    long count = SOURCES.stream().filter(from::has).count();
    for (String kind : SOURCES) {
      if (from.has(kind)) {
        reference(kind, from.object(kind), path.child(kind), errors);
      }
    }
    if (count == 0) {
      errors.invalid(
          path,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef`"
              + " or `fileKeyRef`");
    } else if (!variable.string("value").isEmpty()) {
      errors.invalid(path, "", "may not be specified when `value` is not empty");
    } else if (count > 1) {
      errors.invalid(path, "", "may not have more than one field specified at a time");
    }
  }

  private static void reference(
      String kind, JsonObject reference, FieldPath path, FieldErrors errors) {
    switch (kind) {
      case "fieldRef" -> field(reference, path, FIELDS, errors);
      case "resourceFieldRef" -> resource(reference, path, false, errors);
      case "configMapKeyRef", "secretKeyRef" -> key(reference, path, errors);
      default -> {}
    }
  }

  /// @param fields those allowed besides labels and annotations by name
  static void field(JsonObject reference, FieldPath path, List<String> fields, FieldErrors errors) {
    String field = reference.string("fieldPath");
    if (reference.string("apiVersion").isEmpty()) {
      errors.required(path.child("apiVersion"));
      return;
    }
    if (field.isEmpty()) {
      errors.required(path.child("fieldPath"));
      return;
    }
    int bracket = field.indexOf("['");
    if (bracket > 0 && field.endsWith("']")) {
      String base = field.substring(0, bracket);
      String subscript = field.substring(bracket + 2, field.length() - 2);
      switch (base) {
        case "metadata.annotations" ->
            errors.invalidEach(
                path, subscript, Formats.qualifiedName(subscript.toLowerCase(Locale.ROOT)));
        case "metadata.labels" ->
            errors.invalidEach(path, subscript, Formats.qualifiedName(subscript));
        default -> errors.invalid(path, base, "does not support subscript");
      }
    } else if (!fields.contains(field)) {
      if (isKnown(field)) {
        errors.notSupported(path.child("fieldPath"), field, fields);
      } else {
        errors.invalid(
            path.child("fieldPath"),
            field,
            "error converting fieldPath: field label not supported: " + field);
      }
    }
  }

  /// Fields that the API can name but that are no environment variables.
  private static boolean isKnown(String field) {
    return switch (field) {
      case "metadata.annotations",
          "metadata.labels",
          "spec.restartPolicy",
          "spec.schedulerName",
          "spec.hostNetwork",
          "status.phase",
          "status.nominatedNodeName" ->
          true;
      default -> false;
    };
  }

  /// @param inVolume whether the container must be named
  static void resource(JsonObject reference, FieldPath path, boolean inVolume, FieldErrors errors) {
    if (inVolume && reference.string("containerName").isEmpty()) {
      errors.required(path.child("containerName"));
    } else if (reference.string("resource").isEmpty()) {
      errors.required(path.child("resource"));
    } else {
      String resource = reference.string("resource");
      boolean huge =
          resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-");
      if (!RESOURCES.contains(resource) && !huge) {
        errors.notSupported(path.child("resource"), resource, RESOURCES);
      }
    }
  }

  private static void key(JsonObject reference, FieldPath path, FieldErrors errors) {
    String name = reference.string("name");
    if (!name.isEmpty()) {
      errors.invalidEach(path.child("name"), name, Formats.dnsSubdomain(name));
    }
    String key = reference.string("key");
    if (key.isEmpty()) {
      errors.required(path.child("key"));
    } else {
      errors.invalidEach(path.child("key"), key, ValueFormats.configKey(key));
    }
  }

  static void envFrom(JsonArray sources, FieldPath path, FieldErrors errors) {
    for (int i = 0; i < sources.size(); i++) {
      JsonObject source = sources.object(i);
      FieldPath at = path.index(i);
      String prefix = source.string("prefix");
      if (!prefix.isEmpty()) {
        errors.invalidEach(at.child("prefix"), prefix, ValueFormats.envName(prefix));
      }
      int count = 0;
      for (String kind : new String[] {"configMapRef", "secretRef"}) {
        if (source.has(kind)) {
          count++;
          String name = source.object(kind).string("name");
          if (name.isEmpty()) {
            errors.required(at.child(kind, "name"));
          } else {
            errors.invalidEach(at.child(kind, "name"), name, Formats.dnsSubdomain(name));
          }
        }
      }
      if (count == 0) {
        errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
      } else if (count > 1) {
        errors.invalid(path, "", "may not have more than one field specified at a time");
      }
    }
  }
}
