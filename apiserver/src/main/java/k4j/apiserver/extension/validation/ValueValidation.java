package k4j.apiserver.extension.validation;

import java.util.List;
import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonDecimal;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Structural;
import k4j.apiserver.extension.schema.ValueRules;
import org.jspecify.annotations.Nullable;

/// Checks values against a schema with the findings of kube-openapi (`validation/validate`). What
/// was wrong before an update and has not changed since is forgiven. Pure.
public final class ValueValidation {

  /// How Go writes a path that leads nowhere.
  public static final FieldPath NOWHERE = FieldPath.of("<nil>");

  private ValueValidation() {}

  /// @param root where the value stands, or `NOWHERE` for a whole object
  /// @param before null where there was nothing
  public static void check(
      Json value, Structural schema, @Nullable Before before, FieldPath root, FieldErrors errors) {
    Findings findings = check(value, schema, before, "");
    findings.found().forEach(finding -> finding.report(root, errors));
  }

  private static Findings check(
      Json value, Structural schema, @Nullable Before before, String path) {
    var findings = new Findings();
    visit(value, schema, before, path, findings);
    if (!findings.isEmpty() && before != null && before.value().equals(value)) {
      findings.forgive();
    }
    return findings;
  }

  private static void visit(
      Json value, Structural schema, @Nullable Before before, String path, Findings findings) {
    TypeCheck.check(value, schema, path, findings);
    if (value == JsonNull.NULL) {
      listed(value, schema, path, findings);
      return;
    }
    combined(value, schema, before, path, findings);
    switch (value) {
      case JsonString text -> TextCheck.check(text.value(), schema, path, findings);
      case JsonInteger _, JsonDecimal _ -> NumberCheck.check(value, schema, path, findings);
      case JsonArray array -> items(array, schema, before, path, findings);
      default -> {}
    }
    listed(value, schema, path, findings);
    if (value instanceof JsonObject object) {
      fields(object, schema, before, path, findings);
    }
    findings.match();
  }

  private static void listed(Json value, Structural schema, String path, Findings findings) {
    List<Json> allowed = schema.rules().enumeration();
    if (allowed.isEmpty()) {
      return;
    }
    if (value != JsonNull.NULL && allowed.stream().anyMatch(each -> Numbers.same(each, value))) {
      findings.match();
      return;
    }
    String message = "%s in body should be one of %s".formatted(path, allowed);
    findings.add(
        new Finding.NotListed(path, value == JsonNull.NULL ? null : value, allowed, message));
  }

  private static void items(
      JsonArray array, Structural schema, @Nullable Before before, String path, Findings findings) {
    Structural items = schema.items();
    for (int i = 0; i < array.size() && items != null; i++) {
      Json item = array.get(i);
      findings.merge(check(item, items, Before.item(before, item), path + "[" + i + "]"));
    }
    Long min = ValueRules.count(schema.raw(), "minItems");
    if (min != null && array.size() < min) {
      findings.add(
          new Finding.Invalid(
              path,
              Json.of(array.size()),
              "%s in body should have at least %d items".formatted(path, min)));
    }
    Long max = ValueRules.count(schema.raw(), "maxItems");
    if (max != null && array.size() > max) {
      String message = "%s in body should have at most %d items".formatted(path, max);
      findings.add(new Finding.TooMany(path, array.size(), max, message));
    }
    if (schema.raw().bool("uniqueItems") && array.stream().distinct().count() < array.size()) {
      String message = path + " in body shouldn't contain duplicates";
      findings.add(new Finding.Invalid(path, Json.of(""), message));
    }
    findings.match();
  }

  private static void fields(
      JsonObject object,
      Structural schema,
      @Nullable Before before,
      String path,
      Findings findings) {
    counts(object, schema, path, findings);
    for (int i = 0; i < object.size(); i++) {
      String name = object.nameAt(i);
      if (schema.properties().containsKey(name)) {
        continue;
      }
      if (schema.forbidsAdditional()) {
        String message = path + "." + name + " in body is a forbidden property";
        findings.add(new Finding.Invalid(path, Json.of(name), message));
      } else if (schema.additional() != null) {
        Before was = Before.field(before, name);
        findings.merge(check(object.valueAt(i), schema.additional(), was, path + "." + name));
      }
    }
    schema
        .properties()
        .forEach((name, property) -> {
          Json value = object.get(name);
          if (value != null) {
            boolean typeMeta = path.isEmpty() && (name.equals("kind") || name.equals("apiVersion"));
            Before was = typeMeta ? null : Before.field(before, name);
            findings.merge(check(value, property, was, path.isEmpty() ? name : path + "." + name));
          }
        });
    for (String name : schema.rules().required()) {
      if (!object.has(name)) {
        findings.add(
            new Finding.Required(path + "." + name, path + "." + name + " in body is required"));
      }
    }
  }

  private static void counts(JsonObject object, Structural schema, String path, Findings findings) {
    Long min = ValueRules.count(schema.raw(), "minProperties");
    if (min != null && object.size() < min) {
      String message = "%s in body should have at least %d properties".formatted(path, min);
      findings.add(new Finding.Invalid(path, Json.of(object.size()), message));
    }
    Long max = ValueRules.count(schema.raw(), "maxProperties");
    if (max != null && object.size() > max) {
      String message = "%s in body should have at most %d properties".formatted(path, max);
      findings.add(new Finding.TooMany(path, object.size(), max, message));
    }
  }

  private static void combined(
      Json value, Structural schema, @Nullable Before before, String path, Findings findings) {
    ValueRules rules = schema.rules();
    String quoted = GoQuote.quote(path);
    if (!rules.anyOf().isEmpty()) {
      any(value, rules.anyOf(), before, path, findings);
    }
    if (!rules.oneOf().isEmpty()) {
      one(value, rules.oneOf(), before, path, findings);
    }
    int valid = 0;
    for (Structural each : rules.allOf()) {
      Findings result = beside(value, each, before, path);
      valid += result.isEmpty() ? 1 : 0;
      findings.merge(result);
    }
    if (valid != rules.allOf().size()) {
      String more = valid == 0 ? ". None validated" : "";
      findings.add(new Finding.Placeless(quoted + " must validate all the schemas (allOf)" + more));
    }
    Structural not = rules.not();
    if (not != null && beside(value, not, before, path).isEmpty()) {
      findings.add(new Finding.Placeless(quoted + " must not validate the schema (not)"));
    }
    findings.match();
  }

  /// A schema beside the value's own: what lies below may still be forgiven.
  private static Findings beside(
      Json value, Structural schema, @Nullable Before before, String path) {
    var findings = new Findings();
    visit(value, schema, before, path, findings);
    return findings;
  }

  private static void any(
      Json value,
      List<Structural> schemas,
      @Nullable Before before,
      String path,
      Findings findings) {
    Findings best = null;
    for (Structural each : schemas) {
      Findings result = beside(value, each, before, path);
      if (result.isEmpty()) {
        findings.merge(result);
        return;
      }
      best = best == null || result.matches() > best.matches() ? result : best;
    }
    findings.add(
        new Finding.Placeless(GoQuote.quote(path) + " must validate at least one schema (anyOf)"));
    if (best != null) {
      findings.merge(best);
    }
  }

  private static void one(
      Json value,
      List<Structural> schemas,
      @Nullable Before before,
      String path,
      Findings findings) {
    Findings best = null;
    int valid = 0;
    for (Structural each : schemas) {
      Findings result = beside(value, each, before, path);
      if (result.isEmpty()) {
        valid++;
        best = null;
      } else if (valid == 0 && (best == null || result.matches() > best.matches())) {
        best = result;
      }
    }
    if (valid == 1) {
      return;
    }
    String found = valid == 0 ? "Found none valid" : "Found %d valid alternatives".formatted(valid);
    findings.add(
        new Finding.Placeless(
            GoQuote.quote(path) + " must validate one and only one schema (oneOf). " + found));
    if (best != null) {
      findings.merge(best);
    }
  }
}
