package k4j.apiserver.extension.definition;

import java.util.List;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonBoolean;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Structural;

/// What an `openAPIV3Schema` must satisfy (apiextensions-apiserver, `validation.go`). Pure.
final class SchemaValidation {

  private static final String ROOT = "openAPIV3Schema";
  private static final List<String> TYPES =
      List.of("array", "boolean", "integer", "number", "object", "string");
  private static final Set<String> META = Set.of("metadata", "kind", "apiVersion");

  private static final List<String> AT_ROOT =
      List.of(
          "Description",
          "Type",
          "Format",
          "Title",
          "Maximum",
          "ExclusiveMaximum",
          "Minimum",
          "ExclusiveMinimum",
          "MaxLength",
          "MinLength",
          "Pattern",
          "MaxItems",
          "MinItems",
          "UniqueItems",
          "MultipleOf",
          "Required",
          "Items",
          "Properties",
          "ExternalDocs",
          "Example",
          "XPreserveUnknownFields",
          "XValidations");

  /// What Kubernetes knows no meaning of, in the order in which it says so.
  private static final List<String> UNSUPPORTED =
      List.of("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref");

  private final FieldErrors errors;
  private final Leniency leniency;
  private final boolean structural;
  private final ListValidation lists;

  SchemaValidation(FieldErrors errors, Leniency leniency, boolean structural) {
    this.errors = errors;
    this.leniency = leniency;
    this.structural = structural;
    lists = new ListValidation(errors, leniency);
  }

  /// Where a schema stands.
  ///
  /// @param defaults why there may be none; empty where there may
  private record Scope(boolean root, boolean metadata, String defaults) {
    Scope inside() {
      return new Scope(false, metadata, defaults);
    }
  }

  static boolean hasWrongType(Structural schema) {
    return !schema.type().isEmpty() && !TYPES.contains(schema.type());
  }

  void check(JsonObject raw, boolean status, FieldPath path) {
    FieldPath at = path.child(ROOT);
    if (status) {
      atRoot(raw, path);
    }
    if (raw.bool("nullable")) {
      errors.forbidden(path.child(ROOT + ".nullable"), "nullable cannot be true at the root");
    }
    Structural schema = Structural.of(raw);
    int before = errors.size();
    boolean readable = SchemaWalk.all(schema).noneMatch(SchemaValidation::isBeyond);
    if (structural && readable) {
      StructuralRules.check(schema, at, errors);
      if (errors.size() == before) {
        new DefaultsValidation(errors).check(schema, at);
      }
    }
    visit(schema, at, new Scope(true, false, ""));
    if (structural && errors.size() == before) {
      RuleCosts.check(schema, leniency.accepted().contains(raw), at, errors);
    }
  }

  private void atRoot(JsonObject raw, FieldPath path) {
    for (String name : raw.names()) {
      if (name.equals("type")) {
        if (!raw.string("type").equals("object")) {
          errors.invalid(
              path.child(ROOT + ".type"),
              raw.string("type"),
              "only \"object\" is allowed as the type at the root of the schema if the status"
                  + " subresource is enabled");
          return;
        }
      } else if (!AT_ROOT.contains(goName(name))) {
        errors.invalid(
            path.child(ROOT),
            raw,
            "only ["
                + String.join(" ", AT_ROOT)
                + "] fields are allowed at the root of the schema if the status subresource is"
                + " enabled");
        return;
      }
    }
  }

  /// Whether a schema has what a structural one has no place for.
  private static boolean isBeyond(Structural schema) {
    return schema.raw().get("items") instanceof JsonArray
        || UNSUPPORTED.stream().anyMatch(schema.raw()::has);
  }

  private static String goName(String name) {
    return switch (name) {
      case "x-kubernetes-preserve-unknown-fields" -> "XPreserveUnknownFields";
      case "x-kubernetes-validations" -> "XValidations";
      default -> Character.toUpperCase(name.charAt(0)) + name.substring(1);
    };
  }

  private void visit(Structural schema, FieldPath path, Scope scope) {
    standard(schema, path, scope);
    JsonObject raw = schema.raw();
    if (raw.bool("uniqueItems")) {
      errors.forbidden(
          path.child("uniqueItems"),
          "uniqueItems cannot be set to true since the runtime complexity becomes quadratic");
    }
    if (schema.hasAdditional()) {
      if (!schema.properties().isEmpty() && raw.get("additionalProperties") != JsonBoolean.TRUE) {
        errors.forbidden(
            path.child("additionalProperties"),
            "additionalProperties and properties are mutual exclusive");
      }
      if (schema.additional() != null) {
        String why =
            scope.metadata()
                ? "inside additionalProperties applying to object metadata"
                : scope.defaults();
        Scope inside = new Scope(false, scope.metadata(), why);
        visit(schema.additional(), path.child("additionalProperties"), inside);
      }
    }
    schema
        .properties()
        .forEach((name, child) ->
            visit(child, path.child("properties").key(name), property(schema, name, scope)));
    nested(schema, path, scope.inside());
    if (raw.get("x-kubernetes-preserve-unknown-fields") == JsonBoolean.FALSE) {
      errors.invalid(
          path.child("x-kubernetes-preserve-unknown-fields"),
          Json.of(false),
          "must be true or undefined");
    }
    lists.check(schema, path);
    RulesValidation.check(schema, path, errors);
  }

  private static Scope property(Structural schema, String name, Scope scope) {
    if ((scope.root() || schema.embedded()) && META.contains(name)) {
      return new Scope(false, true, scope.root() ? "in top-level " + name : scope.defaults());
    }
    return scope.inside();
  }

  private void nested(Structural schema, FieldPath path, Scope scope) {
    if (schema.rules().not() != null) {
      visit(schema.rules().not(), path.child("not"), scope);
    }
    each(schema.rules().allOf(), path.child("allOf"), scope);
    each(schema.rules().oneOf(), path.child("oneOf"), scope);
    each(schema.rules().anyOf(), path.child("anyOf"), scope);
    if (schema.items() != null) {
      visit(schema.items(), path.child("items"), scope);
    }
  }

  private void each(List<Structural> schemas, FieldPath path, Scope scope) {
    for (int i = 0; i < schemas.size(); i++) {
      visit(schemas.get(i), path.index(i), scope);
    }
  }

  private void standard(Structural schema, FieldPath path, Scope scope) {
    if (!leniency.types() && hasWrongType(schema)) {
      errors.notSupported(path.child("type"), schema.type(), TYPES);
    }
    if (schema.defaultValue() != null && !scope.defaults().isEmpty()) {
      errors.forbidden(path.child("default"), "must not be set " + scope.defaults());
    }
    UNSUPPORTED.forEach(name -> {
      if (schema.raw().has(name)) {
        errors.forbidden(path.child(name), name + " is not supported");
      }
    });
    if (schema.type().equals("null")) {
      errors.forbidden(
          path.child("type"), "type cannot be set to null, use nullable as an alternative");
    }
    if (schema.raw().get("items") instanceof JsonArray) {
      errors.forbidden(path.child("items"), "items must be a schema object and not an array");
    }
    if (scope.metadata() && schema.raw().bool("x-kubernetes-embedded-resource")) {
      errors.forbidden(
          path.child("x-kubernetes-embedded-resource"), "must not be used inside of resource meta");
    }
  }
}
