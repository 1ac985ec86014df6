package k4j.apiserver.strategy;

import java.util.Collection;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.meta.IntOrString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.ValueFormats;

/// Checks that many kinds share.
public final class Checks {

  private static final String PERCENT =
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or"
          + " '93%', regex used for validation is '[0-9]+%')";

  private Checks() {}

  public static void notNegative(
      JsonObject object, String field, FieldPath path, FieldErrors errors) {
    if (object.integer(field) < 0) {
      errors.invalid(path.child(field), object.integer(field), ValueFormats.NOT_NEGATIVE);
    }
  }

  public static void immutable(
      JsonObject object, JsonObject old, String field, FieldPath path, FieldErrors errors) {
    Json before = old.get(field);
    Json after = object.get(field);
    if (before == null ? after != null : !before.equals(after)) {
      errors.invalid(path.child(field), after, "field is immutable");
    }
  }

  /// A text that must be set, to one of several.
  public static void choice(
      JsonObject object,
      String field,
      Collection<String> allowed,
      FieldPath path,
      FieldErrors errors) {
    String value = object.string(field);
    if (value.isEmpty()) {
      errors.required(path.child(field));
    } else if (!allowed.contains(value)) {
      errors.notSupported(path.child(field), value, allowed);
    }
  }

  public static void optionalChoice(
      JsonObject object,
      String field,
      Collection<String> allowed,
      FieldPath path,
      FieldErrors errors) {
    if (object.has(field) && !allowed.contains(object.string(field))) {
      errors.notSupported(path.child(field), object.get(field), allowed);
    }
  }

  public static void required(JsonObject object, String field, FieldPath path, FieldErrors errors) {
    if (object.string(field).isEmpty()) {
      errors.required(path.child(field));
    }
  }

  /// A number that is not negative, or a share such as `25%`.
  public static void amountOrPercent(
      JsonObject object, String field, FieldPath path, FieldErrors errors) {
    if (!object.has(field)) {
      return;
    }
    IntOrString value = IntOrString.of(object.get(field));
    if (!value.isText()) {
      notNegative(object, field, path, errors);
    } else if (!value.text().matches("[0-9]+%")) {
      errors.invalid(path.child(field), value.text(), PERCENT);
    }
  }

  /// A share may not be more than the whole.
  public static void atMostWhole(
      JsonObject object, String field, FieldPath path, FieldErrors errors) {
    if (IntOrString.of(object.get(field)).percent().orElse(0) > 100) {
      errors.invalid(path.child(field), object.get(field), "must not be greater than 100%");
    }
  }
}
