package k4j.apiserver.extension.validation;

import k4j.api.json.Json;
import k4j.api.json.JsonInteger;
import k4j.api.json.JsonObject;
import k4j.apiserver.extension.schema.Structural;
import k4j.apiserver.extension.schema.ValueRules;
import org.jspecify.annotations.Nullable;

/// Whether a number lies where its schema wants it (kube-openapi, `numberValidator`). Pure.
final class NumberCheck {

  private NumberCheck() {}

  static void check(Json value, Structural schema, String path, Findings findings) {
    range(value, schema, path, findings);
    JsonObject raw = schema.raw();
    boolean whole = value instanceof JsonInteger;
    double number = Numbers.of(value);
    Double factor = ValueRules.number(raw, "multipleOf");
    if (factor != null) {
      multiple(value, whole ? Double.valueOf((double) factor.longValue()) : factor, path, findings);
    }
    Double min = bound(raw, "minimum", whole);
    if (min != null) {
      boolean exclusive = raw.bool("exclusiveMinimum");
      if (exclusive ? number <= min : number < min) {
        out(value, path, "greater than" + (exclusive ? " " : " or equal to "), min, findings);
      }
    }
    Double max = bound(raw, "maximum", whole);
    if (max != null) {
      boolean exclusive = raw.bool("exclusiveMaximum");
      if (exclusive ? number >= max : number > max) {
        out(value, path, "less than" + (exclusive ? " " : " or equal to "), max, findings);
      }
    }
    findings.match();
  }

  private static @Nullable Double bound(JsonObject raw, String name, boolean whole) {
    Double bound = ValueRules.number(raw, name);
    return bound == null || !whole ? bound : Double.valueOf((double) bound.longValue());
  }

  private static void out(
      Json value, String path, String relation, double bound, Findings findings) {
    String message = path + " in body should be " + relation + Numbers.text(bound);
    findings.add(new Finding.Invalid(path, value, message));
  }

  private static void multiple(Json value, double factor, String path, Findings findings) {
    if (factor <= 0) {
      String message =
          "factor MultipleOf declared for %s must be positive: %s"
              .formatted(path, Numbers.text(factor));
      findings.add(new Finding.Invalid(path, Json.of(""), message));
      return;
    }
    double number = Numbers.of(value);
    double times = factor < 1 ? 1 / factor * number : number / factor;
    if (!Numbers.isWhole(times)) {
      String message = path + " in body should be a multiple of " + Numbers.text(factor);
      findings.add(new Finding.Invalid(path, value, message));
    }
  }

  private static void range(Json value, Structural schema, String path, Findings findings) {
    String format = schema.format();
    double number = Numbers.of(value);
    boolean fits =
        switch (schema.type()) {
          case "integer" ->
              format.equals("int32")
                  ? number >= Integer.MIN_VALUE && number <= Integer.MAX_VALUE
                  : value instanceof JsonInteger
                      || (Numbers.isWhole(number) && Math.abs(number) < 9.3e18);
          case "number" -> !format.equals("float") || Math.abs(number) <= Float.MAX_VALUE;
          default -> true;
        };
    if (!fits) {
      String how = format.isEmpty() ? " (default format)" : " with format " + format;
      findings.add(
          new Finding.Placeless(
              "Checked value must be of type " + schema.type() + how + " in " + path));
    }
  }
}
