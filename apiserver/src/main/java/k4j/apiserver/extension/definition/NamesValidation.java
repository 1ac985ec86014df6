package k4j.apiserver.extension.definition;

import java.util.List;
import java.util.Locale;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// What the names of a custom resource must look like. Pure.
final class NamesValidation {

  private NamesValidation() {}

  static void required(JsonObject names, FieldPath path, FieldErrors errors) {
    for (String field : new String[] {"plural", "singular", "kind", "listKind"}) {
      if (names.string(field).isEmpty()) {
        errors.required(path.child(field));
      }
    }
  }

  static void check(JsonObject names, FieldPath path, FieldErrors errors) {
    for (String field : new String[] {"plural", "singular"}) {
      if (!names.string(field).isEmpty()) {
        label(names.string(field), path.child(field), "", errors);
      }
    }
    for (String field : new String[] {"kind", "listKind"}) {
      if (!names.string(field).isEmpty()) {
        label(
            names.string(field),
            path.child(field),
            "may have mixed case, but should otherwise match: ",
            errors);
      }
    }
    each(names, "shortNames", path, errors);
    String kind = names.string("kind");
    if (!kind.isEmpty() && kind.equals(names.string("listKind"))) {
      errors.invalid(path.child("listKind"), kind, "kind and listKind may not be the same");
    }
    each(names, "categories", path, errors);
  }

  private static void each(JsonObject names, String field, FieldPath path, FieldErrors errors) {
    List<String> all = names.array(field).strings();
    for (int i = 0; i < all.size(); i++) {
      label(all.get(i), path.child(field).index(i), "", errors);
    }
  }

  private static void label(String name, FieldPath path, String prefix, FieldErrors errors) {
    String plain = prefix.isEmpty() ? name : name.toLowerCase(Locale.ROOT);
    List<String> wrong = Formats.dns1035Label(plain);
    if (!wrong.isEmpty()) {
      errors.invalid(path, name, prefix + String.join(",", wrong));
    }
  }
}
