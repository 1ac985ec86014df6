package k4j.api.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;

/// What every object's `metadata` must satisfy (apimachinery, `api/validation`).
public final class ObjectMetaValidation {

  private static final int MAX_ANNOTATIONS = 256 * 1024;
  private static final List<String> IMMUTABLE =
      List.of(
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private static final List<String> STANDARD_FINALIZERS =
      List.of("kubernetes", "orphan", "foregroundDeletion");

  private ObjectMetaValidation() {}

  /// Of an object of a built-in kind, whose finalizers have to be qualified.
  public static void create(
      JsonObject metadata, boolean namespaced, NameRule rule, FieldPath path, FieldErrors errors) {
    createOfAnyGroup(metadata, namespaced, rule, path, errors);
    List<String> finalizers = metadata.array("finalizers").strings();
    for (int i = 0; i < finalizers.size(); i++) {
      String finalizer = finalizers.get(i);
      if (finalizer.indexOf('/') < 0 && !STANDARD_FINALIZERS.contains(finalizer)) {
        errors.invalid(
            path.child("finalizers").index(i),
            finalizer,
            "name is neither a standard finalizer name nor is it fully qualified");
      }
    }
  }

  /// Of any object.
  public static void createOfAnyGroup(
      JsonObject metadata, boolean namespaced, NameRule rule, FieldPath path, FieldErrors errors) {
    String generateName = metadata.string("generateName");
    if (!generateName.isEmpty()) {
      errors.invalidEach(path.child("generateName"), generateName, rule.check(generateName, true));
    }
    String name = metadata.string("name");
    if (name.isEmpty()) {
      errors.required(path.child("name"), "name or generateName is required");
    } else {
      errors.invalidEach(path.child("name"), name, rule.check(name, false));
    }
    String namespace = metadata.string("namespace");
    if (namespaced) {
      if (namespace.isEmpty()) {
        errors.required(path.child("namespace"));
      } else {
        errors.invalidEach(path.child("namespace"), namespace, Formats.dnsLabel(namespace));
      }
    } else if (!namespace.isEmpty()) {
      errors.forbidden(path.child("namespace"), "not allowed on this type");
    }
    shared(metadata, path, errors);
  }

  /// What holds on create and on update.
  private static void shared(JsonObject metadata, FieldPath path, FieldErrors errors) {
    labels(metadata.object("labels"), path.child("labels"), errors);
    annotations(metadata.object("annotations"), path.child("annotations"), errors);
    owners(metadata.array("ownerReferences"), path.child("ownerReferences"), errors);
    finalizers(metadata.array("finalizers"), path.child("finalizers"), errors);
  }

  public static void labels(JsonObject labels, FieldPath path, FieldErrors errors) {
    labels.forEach((key, value) -> {
      errors.invalidEach(path, key, Formats.qualifiedName(key));
      String text = value instanceof JsonString string ? string.value() : "";
      errors.invalidEach(path, text, Formats.labelValue(text));
    });
  }

  public static void annotations(JsonObject annotations, FieldPath path, FieldErrors errors) {
    int size = 0;
    for (int i = 0; i < annotations.size(); i++) {
      String key = annotations.nameAt(i);
      errors.invalidEach(path, key, Formats.qualifiedName(key.toLowerCase(Locale.ROOT)));
      size += Formats.bytes(key);
      if (annotations.valueAt(i) instanceof JsonString text) {
        size += Formats.bytes(text.value());
      }
    }
    if (size > MAX_ANNOTATIONS) {
      errors.tooLong(path, MAX_ANNOTATIONS);
    }
  }

  private static void owners(JsonArray owners, FieldPath path, FieldErrors errors) {
    String controller = "";
    for (int i = 0; i < owners.size(); i++) {
      JsonObject owner = owners.object(i);
      owner(owner, path, errors);
      if (owner.bool("controller")) {
        String name = owner.string("name");
        if (controller.isEmpty()) {
          controller = name;
        } else {
          errors.invalid(
              path,
              owners,
              "Only one reference can have Controller set to true. Found \"true\" in references for"
                  + " "
                  + "%s and %s".formatted(controller, name));
        }
      }
    }
  }

  private static void owner(JsonObject owner, FieldPath path, FieldErrors errors) {
    String apiVersion = owner.string("apiVersion");
    if (apiVersion.substring(apiVersion.indexOf('/') + 1).isEmpty()) {
      errors.invalid(path.child("apiVersion"), apiVersion, "version must not be empty");
    }
    for (String field : new String[] {"kind", "name", "uid"}) {
      if (owner.string(field).isEmpty()) {
        errors.invalid(path.child(field), "", "must not be empty");
      }
    }
    if (owner.string("kind").equals("Event") && apiVersion.equals("v1")) {
      errors.invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner");
    }
  }

  private static void finalizers(JsonArray finalizers, FieldPath path, FieldErrors errors) {
    List<String> names = finalizers.strings();
    for (String name : names) {
      errors.invalidEach(path, name, Formats.qualifiedName(name));
    }
    if (names.contains("orphan") && names.contains("foregroundDeletion")) {
      errors.invalid(
          path, finalizers, "finalizer orphan and foregroundDeletion cannot be both set");
    }
  }

  public static void update(
      JsonObject metadata, JsonObject old, FieldPath path, FieldErrors errors) {
    if (old.has("deletionTimestamp")) {
      var added = new ArrayList<>(metadata.array("finalizers").strings());
      added.removeAll(old.array("finalizers").strings());
      if (!added.isEmpty()) {
        errors.forbidden(
            path.child("finalizers"),
            "no new finalizers can be added if the object is being deleted, found new finalizers "
                + "[]string{%s}".formatted(quoted(added)));
      }
    }
    for (String field : IMMUTABLE) {
      immutable(metadata, old, field, path, errors);
    }
    if (metadata.integer("generation") < old.integer("generation")) {
      errors.invalid(
          path.child("generation"), metadata.integer("generation"), "must not be decremented");
    }
    shared(metadata, path, errors);
  }

  private static String quoted(List<String> names) {
    return "\"" + String.join("\", \"", names) + "\"";
  }

  private static void immutable(
      JsonObject metadata, JsonObject old, String field, FieldPath path, FieldErrors errors) {
    Json before = old.get(field);
    Json after = metadata.get(field);
    if (before == null ? after != null : !before.equals(after)) {
      errors.invalid(path.child(field), after, "field is immutable");
    }
  }
}
