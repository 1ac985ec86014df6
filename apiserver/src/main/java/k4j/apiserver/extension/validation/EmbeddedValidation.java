package k4j.apiserver.extension.validation;

import java.util.List;
import java.util.Locale;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.NameRule;
import k4j.api.validation.ObjectMetaValidation;
import k4j.apiserver.extension.schema.Structural;
import org.jspecify.annotations.Nullable;

/// What the objects embedded in an object must satisfy to be objects (apiextensions-apiserver,
/// `schema/objectmeta/validation.go`). Pure.
public final class EmbeddedValidation {

  private EmbeddedValidation() {}

  /// Checks what lies below a whole object.
  public static void check(
      JsonObject object, Structural schema, FieldPath path, FieldErrors errors) {
    if (schema.reachesEmbedded()) {
      below(object, schema, path, errors);
    }
  }

  /// Checks any value.
  public static void value(
      Json value, @Nullable Structural schema, FieldPath path, FieldErrors errors) {
    if (schema == null || !schema.reachesEmbedded()) {
      return;
    }
    switch (value) {
      case JsonObject object -> {
        if (schema.embedded()) {
          embedded(object, path, errors);
        }
        below(object, schema, path, errors);
      }
      case JsonArray array -> {
        for (int i = 0; i < array.size(); i++) {
          value(array.get(i), schema.items(), path.index(i), errors);
        }
      }
      default -> {}
    }
  }

  private static void below(
      JsonObject object, Structural schema, FieldPath path, FieldErrors errors) {
    object.forEach((name, inner) -> {
      Structural own = schema.properties().get(name);
      if (own != null) {
        value(inner, own, path.child(name), errors);
      } else {
        value(inner, schema.additional(), path.key(name), errors);
      }
    });
  }

  private static void embedded(JsonObject object, FieldPath path, FieldErrors errors) {
    for (String name : new String[] {"apiVersion", "kind"}) {
      Json value = object.get(name);
      FieldPath at = path.child(name);
      if (value == null) {
        errors.required(at);
      } else if (!(value instanceof JsonString text)) {
        errors.invalid(at, value, "must be a string");
      } else if (text.value().isEmpty()) {
        errors.invalid(at, "", "must not be empty");
      } else if (name.equals("kind")) {
        kind(text.value(), at, errors);
      } else if (text.value().indexOf('/') != text.value().lastIndexOf('/')) {
        errors.invalid(at, text.value(), "unexpected GroupVersion string: " + text.value());
      }
    }
    if (object.get("metadata") instanceof JsonObject metadata) {
      JsonObject named =
          metadata.string("name").isEmpty() ? metadata.with("name", "fakename") : metadata;
      boolean namespaced = !metadata.string("namespace").isEmpty();
      ObjectMetaValidation.createOfAnyGroup(
          named, namespaced, NameRule.PATH_SEGMENT, path.child("metadata"), errors);
    }
  }

  private static void kind(String kind, FieldPath path, FieldErrors errors) {
    List<String> wrong = Formats.dns1035Label(kind.toLowerCase(Locale.ROOT));
    if (!wrong.isEmpty()) {
      errors.invalid(
          path,
          kind,
          "may have mixed case, but should otherwise match: " + String.join(",", wrong));
    }
  }
}
