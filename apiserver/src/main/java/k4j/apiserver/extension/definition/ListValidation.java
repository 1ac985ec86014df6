package k4j.apiserver.extension.definition;

import java.util.HashSet;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Structural;
import org.jspecify.annotations.Nullable;

/// What the schemas of lists and maps must satisfy to be merged. Pure.
final class ListValidation {

  private static final String LIST_TYPE = "x-kubernetes-list-type";
  private static final String MAP_TYPE = "x-kubernetes-map-type";
  private static final String KEYS = "x-kubernetes-list-map-keys";

  private final FieldErrors errors;
  private final Leniency leniency;

  ListValidation(FieldErrors errors, Leniency leniency) {
    this.errors = errors;
    this.leniency = leniency;
  }

  void check(Structural schema, FieldPath path) {
    if (!schema.mapType().isEmpty()) {
      type(schema, "object", MAP_TYPE, path);
      if (!List.of("atomic", "granular").contains(schema.mapType())) {
        errors.notSupported(path.child(MAP_TYPE), schema.mapType(), List.of("atomic", "granular"));
      }
    }
    String listType = schema.listType();
    if (!listType.isEmpty()) {
      type(schema, "array", LIST_TYPE, path);
      if (schema.type().equals("array") && !leniency.sets() && hasMergedItems(schema)) {
        mergedItems(schema.items(), path.child("items"));
      }
      if (!List.of("atomic", "set", "map").contains(listType)) {
        errors.notSupported(path.child(LIST_TYPE), listType, List.of("atomic", "set", "map"));
      }
    }
    keys(schema, path);
    if (listType.equals("map")) {
      map(schema, path);
    }
    if (!leniency.keys()) {
      looseKeys(schema, path, errors);
    }
  }

  private void type(Structural schema, String wanted, String because, FieldPath path) {
    if (!schema.type().equals(wanted)) {
      String must = "must be " + wanted + " if " + because + " is specified";
      if (schema.type().isEmpty()) {
        errors.required(path.child("type"), must);
      } else {
        errors.invalid(path.child("type"), schema.type(), must);
      }
    }
  }

  /// Whether the items of a set are not compared as a whole.
  static boolean hasMergedItems(Structural schema) {
    Structural items = schema.items();
    if (!schema.listType().equals("set") || items == null) {
      return false;
    }
    return switch (items.type()) {
      case "array" -> !items.listType().isEmpty() && !items.listType().equals("atomic");
      case "object" -> !items.mapType().equals("atomic");
      default -> false;
    };
  }

  private void mergedItems(@Nullable Structural items, FieldPath path) {
    boolean list = items != null && items.type().equals("array");
    String given = items == null ? "" : items.listType();
    errors.invalid(
        path.child(list ? LIST_TYPE : MAP_TYPE),
        given.isEmpty() ? null : Json.of(given),
        "must be atomic as item of a list with x-kubernetes-list-type=set");
  }

  private void keys(Structural schema, FieldPath path) {
    if (schema.listMapKeys().isEmpty() || schema.listType().equals("map")) {
      return;
    }
    String must = "must be map if x-kubernetes-list-map-keys is non-empty";
    if (schema.listType().isEmpty()) {
      errors.required(path.child(LIST_TYPE), must);
    } else {
      errors.invalid(path.child(LIST_TYPE), schema.listType(), must);
    }
  }

  private void map(Structural schema, FieldPath path) {
    if (schema.listMapKeys().isEmpty()) {
      errors.required(path.child(KEYS), "must not be empty if x-kubernetes-list-type is map");
    }
    Structural items = schema.items();
    if (items == null) {
      errors.required(path.child("items"), "must have a schema if x-kubernetes-list-type is map");
      return;
    }
    if (!items.type().equals("object")) {
      errors.invalid(
          path.child("items").child("type"),
          items.type(),
          "must be object if parent array's x-kubernetes-list-type is map");
      return;
    }
    var seen = new HashSet<String>();
    JsonArray all = JsonArray.ofStrings(schema.listMapKeys());
    for (String key : schema.listMapKeys()) {
      Structural property = items.properties().get(key);
      if (property == null) {
        errors.invalid(path.child(KEYS), all, "entries must all be names of item properties");
      } else if (property.type().equals("array") || property.type().equals("object")) {
        errors.invalid(
            path.child("items").child("properties").key(key).child("type"),
            items.type(),
            "must be a scalar type if parent array's x-kubernetes-list-type is map");
      }
      if (!seen.add(key)) {
        errors.invalid(path.child(KEYS), all, "must not contain duplicate entries");
      }
    }
  }

  /// Whether a list of type map has keys that may be missing.
  static boolean hasLooseKeys(Structural schema) {
    var found = new FieldErrors();
    looseKeys(schema, FieldPath.ROOT, found);
    return !found.isEmpty();
  }

  private static void looseKeys(Structural schema, FieldPath path, FieldErrors errors) {
    Structural items = schema.items();
    boolean keyed = schema.listType().equals("map");
    if (items == null || !(keyed || schema.listType().equals("set"))) {
      return;
    }
    FieldPath at = path.child("items");
    if (items.nullable()) {
      errors.forbidden(
          at.child("nullable"),
          "cannot be nullable when x-kubernetes-list-type is " + schema.listType());
    }
    for (String key : keyed ? schema.listMapKeys() : List.<String>of()) {
      Structural property = items.properties().get(key);
      if (property == null) {
        continue;
      }
      FieldPath of = at.child("properties").key(key);
      String because = "this property is in x-kubernetes-list-map-keys, so it ";
      if (!items.rules().required().contains(key) && property.defaultValue() == null) {
        errors.required(
            of.child("default"), because + "must have a default or be a required property");
      }
      if (property.nullable()) {
        errors.forbidden(of.child("nullable"), because + "cannot be nullable");
      }
    }
  }
}
