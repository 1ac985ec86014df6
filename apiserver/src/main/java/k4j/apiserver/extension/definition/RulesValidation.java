package k4j.apiserver.extension.definition;

import java.util.List;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Structural;

/// What rules in CEL must satisfy before they are compiled. Pure.
final class RulesValidation {

  private static final List<String> REASONS =
      List.of(
          "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired");

  private RulesValidation() {}

  static void check(Structural schema, FieldPath path, FieldErrors errors) {
    List<JsonObject> rules = schema.validations();
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.get(i), schema, path.child("x-kubernetes-validations").index(i), errors);
    }
  }

  private static boolean broken(String text) {
    return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
  }

  private static void rule(JsonObject rule, Structural schema, FieldPath path, FieldErrors errors) {
    String text = rule.string("rule").strip();
    String message = rule.string("message");
    if (text.isEmpty()) {
      errors.required(path.child("rule"), "rule is not specified");
    } else if (!message.isEmpty() && message.isBlank()) {
      errors.invalid(path.child("message"), message, "must be non-empty if specified");
    } else if (broken(message.strip())) {
      errors.invalid(path.child("message"), message, "must not contain line breaks");
    } else if (broken(text) && message.isBlank()) {
      errors.required(
          path.child("message"), "message must be specified if rule contains line breaks");
    }
    String expression = rule.string("messageExpression");
    if (!expression.isEmpty() && expression.isBlank()) {
      errors.required(
          path.child("messageExpression"), "messageExpression must be non-empty if specified");
    }
    if (rule.has("reason") && !REASONS.contains(rule.string("reason"))) {
      errors.notSupported(path.child("reason"), rule.string("reason"), REASONS);
    }
    place(rule.string("fieldPath"), schema, path.child("fieldPath"), errors);
  }

  private static void place(String place, Structural schema, FieldPath path, FieldErrors errors) {
    if (place.isEmpty()) {
      return;
    }
    if (place.isBlank()) {
      errors.invalid(path, place, "must be non-empty if specified");
    }
    if (broken(place)) {
      errors.invalid(path, place, "must not contain line breaks");
    }
    if (SchemaPath.find(place, schema, true).schema() == null) {
      errors.invalid(path, place, "must be a valid path");
    }
  }
}
