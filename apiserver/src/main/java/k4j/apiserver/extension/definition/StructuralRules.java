package k4j.apiserver.extension.definition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import k4j.api.cel.standard.Regex;
import k4j.api.cel.value.EvaluationException;
import k4j.api.json.Json;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Structural;
import org.jspecify.annotations.Nullable;

/// What makes a schema structural (apiextensions-apiserver, `schema/validation.go`). Pure.
final class StructuralRules {

  private static final String EMBEDDED = "x-kubernetes-embedded-resource";
  private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";
  private static final String INT_OR_STRING = "x-kubernetes-int-or-string";

  private enum Level {
    ROOT("must not be empty at the root"),
    ITEM("must not be empty for specified array items"),
    FIELD("must not be empty for specified object fields");

    private final String typeMissing;

    Level(String typeMissing) {
      this.typeMissing = typeMissing;
    }
  }

  private final FieldErrors errors;

  private StructuralRules(FieldErrors errors) {
    this.errors = errors;
  }

  static void check(Structural schema, FieldPath path, FieldErrors errors) {
    var own = new FieldErrors();
    var rules = new StructuralRules(own);
    rules.node(schema, Level.ROOT, path);
    new Completeness(own).check(schema, path);
    var sorted = new ArrayList<Cause>(own.causes());
    sorted.sort(Comparator.comparing(FieldErrors::text));
    errors.addAll(sorted);
  }

  private void node(@Nullable Structural schema, Level level, FieldPath path) {
    if (schema == null) {
      return;
    }
    if (schema.type().equals("array") && schema.items() == null) {
      errors.required(path.child("items"), "must be specified");
    }
    node(schema.items(), Level.ITEM, path.child("items"));
    schema
        .properties()
        .forEach((name, child) -> node(child, Level.FIELD, path.child("properties").key(name)));
    if (schema.hasAdditional()) {
      if (level == Level.ROOT) {
        errors.forbidden(path.child("additionalProperties"), "must not be used at the root");
      }
      node(schema.additional(), Level.FIELD, path.child("additionalProperties"));
    }
    extensions(schema, path);
    boolean skipAny = isIntOrString(schema.rules().anyOf());
    boolean skipFirst =
        !schema.rules().allOf().isEmpty()
            && isIntOrString(schema.rules().allOf().getFirst().rules().anyOf());
    values(schema, skipAny, skipFirst, new Scope(level, true), path);
    type(schema, level, path);
    metadata(schema, level, path);
  }

  private void extensions(Structural schema, FieldPath path) {
    if (schema.intOrString() && schema.preservesUnknown()) {
      errors.invalid(
          path.child(PRESERVE), Json.of(true), "must be false if " + INT_OR_STRING + " is true");
    }
    if (schema.intOrString() && schema.embedded()) {
      errors.invalid(
          path.child(EMBEDDED), Json.of(true), "must be false if " + INT_OR_STRING + " is true");
    }
  }

  private void type(Structural schema, Level level, FieldPath path) {
    String type = schema.type();
    if (schema.embedded() && !type.equals("object")) {
      String must = "must be object if " + EMBEDDED + " is true";
      if (type.isEmpty()) {
        errors.required(path.child("type"), must);
      } else {
        errors.invalid(path.child("type"), type, must);
      }
    } else if (type.isEmpty() && !schema.intOrString() && !schema.preservesUnknown()) {
      errors.required(path.child("type"), level.typeMissing);
    }
    if (schema.embedded() && schema.hasAdditional()) {
      errors.forbidden(
          path.child("additionalProperties"), "must not be used if " + EMBEDDED + " is set");
    }
    if (level == Level.ROOT && !type.isEmpty() && !type.equals("object")) {
      errors.invalid(path.child("type"), type, "must be object at the root");
    }
  }

  private void metadata(Structural schema, Level level, FieldPath path) {
    boolean whole = level == Level.ROOT || schema.embedded();
    for (String name : new String[] {"kind", "apiVersion"}) {
      Structural child = schema.properties().get(name);
      if (child != null && whole && !child.type().equals("string")) {
        errors.invalid(
            path.child("properties").key(name).child("type"), child.type(), "must be string");
      }
    }
    Structural metadata = schema.properties().get("metadata");
    FieldPath at = path.child("properties").key("metadata");
    if (metadata != null && whole && !metadata.type().equals("object")) {
      errors.invalid(at.child("type"), metadata.type(), "must be object");
    }
    if (metadata != null && level == Level.ROOT && saysTooMuch(metadata)) {
      errors.forbidden(
          at,
          "must not specify anything other than name and generateName, but metadata is implicitly"
              + " specified");
    }
    boolean empty = !schema.preservesUnknown() && schema.properties().isEmpty();
    if (schema.embedded() && empty) {
      errors.required(
          path.child("properties"),
          "must not be empty if " + EMBEDDED + " is true without " + PRESERVE);
    }
  }

  private static boolean saysTooMuch(Structural metadata) {
    boolean onlyNames =
        metadata.properties().keySet().stream()
            .allMatch(name -> name.equals("name") || name.equals("generateName"));
    JsonObject rest = metadata.raw().without("type").without("default");
    return !(onlyNames ? rest.without("properties") : rest).isEmpty();
  }

  private static boolean isIntOrString(List<Structural> schemas) {
    return schemas.size() == 2
        && schemas.get(0).raw().equals(JsonObject.EMPTY.with("type", "integer"))
        && schemas.get(1).raw().equals(JsonObject.EMPTY.with("type", "string"));
  }

  /// @param validations whether rules in CEL may stand there
  private record Scope(Level level, boolean validations) {
    Scope without() {
      return new Scope(level, false);
    }

    Scope inField() {
      return new Scope(Level.FIELD, validations);
    }
  }

  private void values(
      Structural schema, boolean skipAny, boolean skipFirst, Scope scope, FieldPath path) {
    List<Structural> anyOf = schema.rules().anyOf();
    for (int i = 0; i < anyOf.size() && !skipAny; i++) {
      nested(anyOf.get(i), false, scope.without(), path.child("anyOf").index(i));
    }
    List<Structural> allOf = schema.rules().allOf();
    for (int i = 0; i < allOf.size(); i++) {
      nested(allOf.get(i), skipFirst && i == 0, scope, path.child("allOf").index(i));
    }
    List<Structural> oneOf = schema.rules().oneOf();
    for (int i = 0; i < oneOf.size(); i++) {
      nested(oneOf.get(i), false, scope.without(), path.child("oneOf").index(i));
    }
    Structural not = schema.rules().not();
    if (not != null) {
      nested(not, false, scope.without(), path.child("not"));
    }
    pattern(schema, path);
  }

  private void pattern(Structural schema, FieldPath path) {
    String pattern = schema.raw().string("pattern");
    try {
      Regex.compile(pattern);
    } catch (EvaluationException wrong) {
      errors.invalid(
          path.child("pattern"),
          pattern,
          "must be a valid regular expression, but isn't: " + wrong.getMessage());
    }
  }

  private void nested(Structural schema, boolean skipAny, Scope scope, FieldPath path) {
    values(schema, skipAny, false, scope, path);
    if (schema.items() != null) {
      nested(schema.items(), false, scope, path.child("items"));
    }
    schema
        .properties()
        .forEach((name, child) ->
            nested(child, false, scope.inField(), path.child("properties").key(name)));
    JsonObject raw = schema.raw();
    FORBIDDEN.forEach((field, must) -> {
      if (isSet(raw, field)) {
        errors.forbidden(path.child(field), must + " to be structural");
      }
    });
    if (!schema.validations().isEmpty() && !scope.validations()) {
      errors.forbidden(path.child("x-kubernetes-validations"), "must be empty to be structural");
    }
    if (schema.properties().containsKey("metadata")) {
      errors.forbidden(
          path.child("properties").key("metadata"), "must not be specified in a nested context");
    }
  }

  private static final Map<String, String> FORBIDDEN =
      Map.ofEntries(
          Map.entry("type", "must be empty"),
          Map.entry("additionalProperties", "must be undefined"),
          Map.entry("default", "must be undefined"),
          Map.entry("title", "must be empty"),
          Map.entry("description", "must be empty"),
          Map.entry("nullable", "must be false"),
          Map.entry(PRESERVE, "must be false"),
          Map.entry(EMBEDDED, "must be false"),
          Map.entry(INT_OR_STRING, "must be false"),
          Map.entry("x-kubernetes-list-map-keys", "must be empty"),
          Map.entry("x-kubernetes-list-type", "must be undefined"),
          Map.entry("x-kubernetes-map-type", "must be undefined"));

  private static boolean isSet(JsonObject raw, String field) {
    Json value = raw.get(field);
    return value != null && value != JsonNull.NULL && !value.toString().matches("\"\"|false|\\[]");
  }
}
