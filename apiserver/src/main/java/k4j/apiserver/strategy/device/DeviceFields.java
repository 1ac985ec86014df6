package k4j.apiserver.strategy.device;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;

/// The parts that the kinds of devices share.
final class DeviceFields {

  private static final String IDENTIFIER =
      "a valid C identifier must start with alphabetic character or '_', followed by a string of"
          + " alphanumeric characters or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName', regex"
          + " used for validation is '[A-Za-z_][A-Za-z0-9_]*')";
  private static final List<String> EFFECTS = List.of("NoExecute", "NoSchedule", "None");

  private DeviceFields() {}

  static void driver(String name, FieldPath path, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path);
      return;
    }
    if (name.length() > 63) {
      errors.tooLong(path, 63);
    }
    errors.invalidEach(path, name, Formats.dnsSubdomain(name.toLowerCase(Locale.ROOT)));
  }

  static void pool(String name, FieldPath path, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path);
      return;
    }
    if (name.length() > 253) {
      errors.tooLong(path, 253);
    }
    for (String part : name.split("/", -1)) {
      errors.invalidEach(path, part, Formats.dnsSubdomain(part));
    }
  }

  static void label(String name, FieldPath path, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path);
    } else {
      errors.invalidEach(path, name, Formats.dnsLabel(name));
    }
  }

  /// A name of an attribute or a capacity: an identifier, perhaps below a domain.
  static void qualified(String name, FieldPath path, FieldErrors errors) {
    if (name.isEmpty()) {
      errors.required(path, "name required");
      return;
    }
    String[] parts = name.split("/", -1);
    if (parts.length == 1) {
      identifier(name, path, errors);
    } else if (parts.length > 2) {
      errors.invalid(path, name, "a qualified name must have exactly one slash");
    } else {
      domain(parts[0], path, errors);
      if (parts[1].isEmpty()) {
        errors.invalid(path, "", "the name must not be empty");
      } else {
        identifier(parts[1], path, errors);
      }
    }
  }

  private static void domain(String text, FieldPath path, FieldErrors errors) {
    if (text.isEmpty()) {
      errors.invalid(path, "", "the domain must not be empty");
      return;
    }
    if (text.length() > 63) {
      errors.tooLong(path, 63);
    }
    errors.invalidEach(path, text, Formats.dnsSubdomain(text));
  }

  private static void identifier(String text, FieldPath path, FieldErrors errors) {
    if (text.length() > 32) {
      errors.tooLong(path, 32);
    }
    if (!text.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      errors.invalid(path, text, IDENTIFIER);
    }
  }

  static void fullyQualified(String name, FieldPath path, FieldErrors errors) {
    qualified(name, path, errors);
    if (!name.contains("/")) {
      errors.invalid(
          path, name, "a fully qualified name must be a domain and a name separated by a slash");
    }
  }

  static void selectors(JsonArray selectors, FieldPath path, FieldErrors errors) {
    if (selectors.size() > 32) {
      errors.tooMany(path, selectors.size(), 32);
    }
    for (int i = 0; i < selectors.size(); i++) {
      if (!selectors.object(i).has("cel")) {
        errors.required(path.index(i).child("cel"));
      }
    }
  }

  static void taint(JsonObject taint, FieldPath path, FieldErrors errors) {
    String key = taint.string("key");
    errors.invalidEach(path.child("key"), key, Formats.qualifiedName(key));
    String value = taint.string("value");
    errors.invalidEach(path.child("value"), value, Formats.labelValue(value));
    String effect = taint.string("effect");
    if (effect.isEmpty()) {
      errors.required(path.child("effect"));
    } else if (!EFFECTS.contains(effect)) {
      errors.notSupported(path.child("effect"), effect, EFFECTS);
    }
  }

  static void opaque(JsonObject config, FieldPath path, FieldErrors errors) {
    FieldPath at = path.child("opaque");
    if (!config.has("opaque")) {
      errors.required(at);
      return;
    }
    JsonObject opaque = config.object("opaque");
    driver(opaque.string("driver"), at.child("driver"), errors);
    if (!opaque.has("parameters")) {
      errors.required(at.child("parameters"));
    }
  }

  /// Names of which none may stand twice.
  static void unique(List<String> names, FieldPath path, FieldErrors errors) {
    var seen = new HashSet<String>();
    for (int i = 0; i < names.size(); i++) {
      if (!seen.add(names.get(i))) {
        errors.duplicate(path.index(i), names.get(i));
      }
    }
  }
}
