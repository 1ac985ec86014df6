package k4j.apiserver.strategy;

import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ObjectMetaValidation;
import org.jspecify.annotations.Nullable;

/// The form of a label selector.
public final class LabelSelectorValidation {

  private LabelSelectorValidation() {}

  /// @param selector null where there is none, which is right
  public static void check(@Nullable Json selector, FieldPath path, FieldErrors errors) {
    if (!(selector instanceof JsonObject object)) {
      return;
    }
    ObjectMetaValidation.labels(object.object("matchLabels"), path.child("matchLabels"), errors);
    JsonArray expressions = object.array("matchExpressions");
    for (int i = 0; i < expressions.size(); i++) {
      expression(expressions.object(i), path.child("matchExpressions").index(i), errors);
    }
  }

  private static void expression(JsonObject expression, FieldPath path, FieldErrors errors) {
    List<String> values = expression.array("values").strings();
    String operator = expression.string("operator");
    switch (operator) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          errors.required(
              path.child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          errors.forbidden(
              path.child("values"),
              "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      default -> errors.invalid(path.child("operator"), operator, "not a valid selector operator");
    }
    String key = expression.string("key");
    errors.invalidEach(path.child("key"), key, Formats.qualifiedName(key));
    for (int i = 0; i < values.size(); i++) {
      errors.invalidEach(
          path.child("values").index(i), values.get(i), Formats.labelValue(values.get(i)));
    }
  }

  public static boolean isEmpty(@Nullable Json selector) {
    return !(selector instanceof JsonObject object)
        || (object.object("matchLabels").isEmpty() && object.array("matchExpressions").isEmpty());
  }
}
