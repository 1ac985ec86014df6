package k4j.apiserver.extension.definition;

import java.util.List;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Structural;
import org.jspecify.annotations.Nullable;

/// Checks that whatever a nested schema speaks of is declared outside of it
/// (apiextensions-apiserver, `schema/complete.go`). Pure.
final class Completeness {

  private final FieldErrors errors;

  Completeness(FieldErrors errors) {
    this.errors = errors;
  }

  void check(Structural schema, FieldPath path) {
    values(schema, schema, path, path);
  }

  private void values(
      Structural rules, Structural declared, FieldPath declaredAt, FieldPath rulesAt) {
    Structural not = rules.rules().not();
    if (not != null) {
      nested(not, declared, declaredAt, rulesAt.child("not"));
    }
    each(rules.rules().allOf(), "allOf", declared, declaredAt, rulesAt);
    each(rules.rules().anyOf(), "anyOf", declared, declaredAt, rulesAt);
    each(rules.rules().oneOf(), "oneOf", declared, declaredAt, rulesAt);
  }

  private void each(
      List<Structural> rules,
      String name,
      Structural declared,
      FieldPath declaredAt,
      FieldPath rulesAt) {
    for (int i = 0; i < rules.size(); i++) {
      nested(rules.get(i), declared, declaredAt, rulesAt.child(name).index(i));
    }
  }

  private void nested(
      Structural rules, @Nullable Structural declared, FieldPath declaredAt, FieldPath rulesAt) {
    if (declared == null) {
      errors.required(declaredAt, "because it is defined in " + rulesAt);
      return;
    }
    values(rules, declared, declaredAt, rulesAt);
    if (rules.items() != null) {
      nested(rules.items(), declared.items(), declaredAt.child("items"), rulesAt.child("items"));
    }
    rules
        .properties()
        .forEach((name, child) ->
            nested(
                child,
                declared.properties().get(name),
                declaredAt.child("properties").key(name),
                rulesAt.child("properties").key(name)));
  }
}
