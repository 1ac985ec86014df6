package k4j.apiserver.strategy.cluster;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.strategy.Validation;

/// Flow schemas of priority and fairness.
public final class FlowSchemaValidation implements Validation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final long LAST = 10_000;
  private static final List<String> METHODS = List.of("ByNamespace", "ByUser");

  @Override
  public void create(JsonObject schema, FieldErrors errors) {
    String name = schema.object("metadata").string("name");
    JsonObject spec = schema.object("spec");
    precedence(name, spec, errors);
    JsonObject method = spec.object("distinguisherMethod");
    if (spec.has("distinguisherMethod") && !METHODS.contains(method.string("type"))) {
      errors.notSupported(SPEC.child("distinguisherMethod", "type"), method, METHODS);
    }
    level(spec.object("priorityLevelConfiguration").string("name"), errors);
    JsonArray rules = spec.array("rules");
    for (int i = 0; i < rules.size(); i++) {
      FlowRuleValidation.check(rules.object(i), SPEC.child("rules").index(i), errors);
    }
    if (!MandatoryFlowControl.allows("FlowSchema", name, spec)) {
      errors.invalid(SPEC, spec, "spec of '%s' must equal the fixed value".formatted(name));
    }
    conditions(schema, errors);
  }

  private static void precedence(String name, JsonObject spec, FieldErrors errors) {
    FieldPath path = SPEC.child("matchingPrecedence");
    long precedence = spec.integer("matchingPrecedence");
    if (precedence <= 0) {
      errors.invalid(path, precedence, "must be a positive value");
    }
    if (precedence > LAST) {
      errors.invalid(path, precedence, "must not be greater than 10000");
    }
    if (precedence == 1 && !name.equals("exempt")) {
      errors.invalid(
          path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
    }
  }

  private static void level(String level, FieldErrors errors) {
    FieldPath path = SPEC.child("priorityLevelConfiguration", "name");
    if (level.isEmpty()) {
      errors.required(path, "must reference a priority level");
    } else {
      errors.invalidEach(path, level, Formats.dnsSubdomain(level));
    }
  }

  @Override
  public void update(JsonObject schema, JsonObject old, String subresource, FieldErrors errors) {
    if (subresource.isEmpty()) {
      create(schema, errors);
    } else {
      conditions(schema, errors);
    }
  }

  /// The conditions of both kinds.
  static void conditions(JsonObject object, FieldErrors errors) {
    JsonArray conditions = object.object("status").array("conditions");
    FieldPath path = FieldPath.of("status").child("conditions");
    Set<String> types = new HashSet<>();
    for (int i = 0; i < conditions.size(); i++) {
      String type = conditions.object(i).string("type");
      if (!types.add(type)) {
        errors.duplicate(path.index(i).child("type"), type);
      }
      if (type.isEmpty()) {
        errors.required(path.index(i).child("type"));
      }
    }
  }
}
