package k4j.apiserver.extension.definition;

import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Pruning;
import k4j.apiserver.extension.schema.Structural;
import k4j.apiserver.extension.validation.EmbeddedValidation;
import k4j.apiserver.extension.validation.ValueValidation;

/// Checks that the defaults of a schema satisfy it (apiextensions-apiserver,
/// `schema/defaulting/validation.go`). Pure.
final class DefaultsValidation {

  private static final Set<String> META = Set.of("metadata", "apiVersion", "kind");

  private final FieldErrors errors;

  DefaultsValidation(FieldErrors errors) {
    this.errors = errors;
  }

  void check(Structural root, FieldPath path) {
    visit(root.asRoot(), path, false);
  }

  private void visit(Structural schema, FieldPath path, boolean inMetadata) {
    if (!schema.reachesDefaults()) {
      return;
    }
    boolean inside = inMetadata && !schema.embedded();
    Json value = schema.defaultValue();
    if (value != null) {
      value(value, schema, path.child("default"), inside);
    }
    if (schema.items() != null) {
      visit(schema.items(), path.child("items"), inside);
    }
    schema
        .properties()
        .forEach((name, child) ->
            visit(
                child,
                path.child("properties").key(name),
                inside || (schema.embedded() && META.contains(name))));
  }

  private void value(Json value, Structural schema, FieldPath path, boolean inside) {
    int before = errors.size();
    if (!inside) {
      if (!Pruning.prune(value, schema).equals(value)) {
        errors.invalid(path, value, "must not have unknown fields");
      }
      if (schema.embedded() && value instanceof JsonObject) {
        EmbeddedValidation.value(value, schema, path, errors);
      }
    }
    if (errors.size() == before) {
      ValueValidation.check(value, schema, null, path, errors);
    }
  }
}
