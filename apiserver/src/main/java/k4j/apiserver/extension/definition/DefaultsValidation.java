package k4j.apiserver.extension.definition;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import k4j.api.cel.CelLimits;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.rule.RuleRun;
import k4j.apiserver.extension.rule.RuleTree;
import k4j.apiserver.extension.schema.Pruning;
import k4j.apiserver.extension.schema.Structural;
import k4j.apiserver.extension.validation.EmbeddedValidation;
import k4j.apiserver.extension.validation.ValueValidation;

/// Checks that the defaults of a schema satisfy it and its rules (apiextensions-apiserver,
/// `schema/defaulting/validation.go`). Pure.
final class DefaultsValidation {

  private static final Set<String> META = Set.of("metadata", "apiVersion", "kind");
  private static final JsonObject TYPED =
      JsonObject.EMPTY.with("apiVersion", "validation/v1").with("kind", "Validation");

  private final FieldErrors errors;
  private long budget = CelLimits.RUNTIME_BUDGET;

  DefaultsValidation(FieldErrors errors) {
    this.errors = errors;
  }

  /// Where a schema stands.
  ///
  /// @param root of the nearest whole object
  /// @param around makes that object of a value that stands there
  /// @param metadata whether it is in its metadata
  private record Place(Structural root, UnaryOperator<Json> around, boolean metadata) {

    static Place of(Structural root) {
      return new Place(root, UnaryOperator.identity(), false);
    }

    Place item() {
      return new Place(root, value -> around.apply(JsonArray.of(value)), metadata);
    }

    Place field(String name, boolean inside) {
      return new Place(
          root, value -> around.apply(JsonObject.EMPTY.with(name, value)), metadata || inside);
    }
  }

  void check(Structural schema, FieldPath path) {
    Structural root = schema.asRoot();
    visit(root, path, Place.of(root));
  }

  private void visit(Structural schema, FieldPath path, Place given) {
    if (!schema.reachesDefaults()) {
      return;
    }
    Place place = schema.embedded() ? Place.of(schema) : given;
    Json value = schema.defaultValue();
    if (value != null) {
      value(value, schema, path.child("default"), place);
    }
    if (schema.items() != null && budget >= 0) {
      visit(schema.items(), path.child("items"), place.item());
    }
    for (var property : schema.properties().entrySet()) {
      if (budget < 0) {
        return;
      }
      String name = property.getKey();
      boolean inside = schema.embedded() && META.contains(name);
      visit(property.getValue(), path.child("properties").key(name), place.field(name, inside));
    }
  }

  private void value(Json value, Structural schema, FieldPath path, Place place) {
    int before = errors.size();
    if (place.metadata()) {
      metadata(value, path, place);
    } else {
      if (!Pruning.prune(value, schema).equals(value)) {
        errors.invalid(path, value, "must not have unknown fields");
      }
      EmbeddedValidation.value(value, schema, path, errors);
    }
    if (errors.size() == before) {
      ValueValidation.check(value, schema, null, path, errors);
    }
    if (errors.size() == before) {
      rules(value, schema, path, place);
    }
  }

  private void metadata(Json value, FieldPath path, Place place) {
    if (!(place.around().apply(value) instanceof JsonObject object)) {
      return;
    }
    JsonObject typed = object;
    for (String name : TYPED.names()) {
      typed = typed.has(name) ? typed : typed.with(name, TYPED.string(name));
    }
    var found = new FieldErrors();
    EmbeddedValidation.value(typed, place.root(), FieldPath.ROOT, found);
    if (!found.isEmpty()) {
      List<String> texts = found.causes().stream().map(FieldErrors::text).toList();
      String all = texts.size() == 1 ? texts.getFirst() : "[" + String.join(", ", texts) + "]";
      errors.invalid(path, value, "must result in valid metadata: " + all);
    }
  }

  /// Asks the rules twice: as if the value had been there, then as if it came new, which matters to
  /// rules with `optionalOldSelf`.
  private void rules(Json value, Structural schema, FieldPath path, Place place) {
    boolean whole = schema.equals(place.root());
    RuleTree tree = whole ? RuleTree.of(schema) : RuleTree.ofValue(schema);
    if (tree == null) {
      return;
    }
    int before = errors.size();
    long left = RuleRun.value(tree, value, value, path, budget, errors);
    if (errors.size() == before) {
      left = Math.min(left, RuleRun.value(tree, value, null, path, budget, errors));
    }
    budget = left;
  }
}
