package k4j.apiserver.extension.validation;

import k4j.api.json.GoQuote;
import k4j.api.json.Json;
import k4j.apiserver.extension.schema.Structural;
import k4j.apiserver.extension.schema.ValueRules;

/// Whether a text has the length and the form that its schema wants (kube-openapi,
/// `stringValidator`, `formatValidator`). Pure.
final class TextCheck {

  private TextCheck() {}

  static void check(String text, Structural schema, String path, Findings findings) {
    form(text, schema, path, findings);
    String format = ValueFormat.of(schema);
    if (ValueFormat.isText(format)) {
      if (!ValueFormat.fits(format, text)) {
        String message =
            "%s in body must be of type %s: %s".formatted(path, format, GoQuote.quote(text));
        findings.add(new Finding.WrongType(path, Json.of(text), message));
      }
      findings.match();
    }
  }

  private static void form(String text, Structural schema, String path, Findings findings) {
    Long max = ValueRules.count(schema.raw(), "maxLength");
    Long min = ValueRules.count(schema.raw(), "minLength");
    int length = max == null && min == null ? 0 : text.codePointCount(0, text.length());
    if (max != null && length > max) {
      String message = "%s in body should be at most %d chars long".formatted(path, max);
      findings.add(new Finding.TooLong(path, max, message));
      return;
    }
    if (min != null && length < min) {
      String message = "%s in body should be at least %d chars long".formatted(path, min);
      findings.add(new Finding.Invalid(path, Json.of(text), message));
      return;
    }
    if (schema.matcher() != null && !schema.matcher().matcher(text).find()) {
      String pattern = schema.raw().string("pattern");
      String message = path + " in body should match '" + pattern + "'";
      findings.add(new Finding.Invalid(path, Json.of(text), message));
      return;
    }
    findings.match();
  }
}
