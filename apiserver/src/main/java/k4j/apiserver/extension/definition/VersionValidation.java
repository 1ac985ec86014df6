package k4j.apiserver.extension.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.extension.schema.Structural;

/// What a version of a definition must satisfy. Pure.
final class VersionValidation {

  private static final int MOST_SELECTABLE = 8;
  private static final Set<String> TYPES =
      new TreeSet<>(Set.of("integer", "number", "string", "boolean", "date"));
  private static final Set<String> FORMATS =
      new TreeSet<>(
          Set.of("int32", "int64", "float", "double", "byte", "date", "date-time", "password"));

  private final FieldErrors errors;
  private final Leniency leniency;
  private final boolean structural;

  /// @param structural whether schemas must be structural
  VersionValidation(FieldErrors errors, Leniency leniency, boolean structural) {
    this.errors = errors;
    this.leniency = leniency;
    this.structural = structural || !leniency.structural();
  }

  void deprecation(JsonObject version, FieldPath path) {
    if (!version.has("deprecationWarning")) {
      return;
    }
    String warning = version.string("deprecationWarning");
    FieldPath at = path.child("deprecationWarning");
    if (!version.bool("deprecated")) {
      errors.invalid(at, warning, "can only be set for deprecated versions");
      return;
    }
    if (warning.length() > 256) {
      errors.invalid(at, warning, "must be <= 256 characters long");
    }
    if (warning.isEmpty()) {
      errors.invalid(at, warning, "must not be an empty string");
    }
    for (int i = 0; i < warning.length(); i++) {
      if (Character.isISOControl(warning.charAt(i))) {
        errors.invalid(
            at,
            warning,
            "must only contain printable UTF-8 characters; non-printable character found at"
                + " index "
                + i);
        break;
      }
    }
  }

  /// Checks those parts that are wanted.
  ///
  /// @param path of the version, or of the spec
  /// @param schemaPath where the schema stands
  void parts(JsonObject version, Predicate<String> wanted, FieldPath path, FieldPath schemaPath) {
    JsonObject raw = version.object("schema").object("openAPIV3Schema");
    if (wanted.test("schema") && version.object("schema").has("openAPIV3Schema")) {
      boolean status = version.object("subresources").has("status");
      new SchemaValidation(errors, leniency, structural).check(raw, status, schemaPath);
    }
    if (wanted.test("subresources") && version.object("subresources").has("scale")) {
      scale(version.object("subresources").object("scale"), path.child("subresources"));
    }
    List<JsonObject> columns = version.array("additionalPrinterColumns").objects();
    for (int i = 0; i < columns.size() && wanted.test("additionalPrinterColumns"); i++) {
      column(columns.get(i), path.child("additionalPrinterColumns").index(i));
    }
    if (wanted.test("selectableFields") && version.has("selectableFields")) {
      selectable(version, Structural.of(raw), path.child("selectableFields"));
    }
  }

  private void column(JsonObject column, FieldPath path) {
    if (column.string("name").isEmpty()) {
      errors.required(path.child("name"));
    }
    String type = column.string("type");
    String types = "must be one of " + String.join(",", TYPES);
    if (type.isEmpty()) {
      errors.required(path.child("type"), types);
    } else if (!TYPES.contains(type)) {
      errors.invalid(path.child("type"), type, types);
    }
    String format = column.string("format");
    if (!format.isEmpty() && !FORMATS.contains(format)) {
      errors.invalid(path.child("format"), format, "must be one of " + String.join(",", FORMATS));
    }
    if (column.string("jsonPath").isEmpty()) {
      errors.required(path.child("JSONPath"));
    } else {
      simple(column.string("jsonPath"), path.child("JSONPath"));
    }
  }

  private boolean simple(String path, FieldPath at) {
    if (!path.startsWith(".")) {
      errors.invalid(at, path, "must be a simple json path starting with .");
      return false;
    }
    return true;
  }

  private void scale(JsonObject scale, FieldPath path) {
    replicas(scale.string("specReplicasPath"), ".spec", path.child("scale.specReplicasPath"));
    replicas(scale.string("statusReplicasPath"), ".status", path.child("scale.statusReplicasPath"));
    String selector = scale.string("labelSelectorPath");
    FieldPath at = path.child("scale.labelSelectorPath");
    if (!selector.isEmpty()
        && simple(selector, at)
        && !selector.startsWith(".spec.")
        && !selector.startsWith(".status.")) {
      errors.invalid(at, selector, "should be a json path under either .spec or .status");
    }
  }

  private void replicas(String given, String under, FieldPath path) {
    if (given.isEmpty()) {
      errors.required(path);
    } else if (simple(given, path) && !given.startsWith(under + ".")) {
      errors.invalid(path, given, "should be a json path under " + under);
    }
  }

  private void selectable(JsonObject version, Structural schema, FieldPath path) {
    var seen = new HashSet<String>();
    List<JsonObject> fields = version.array("selectableFields").objects();
    for (int i = 0; i < fields.size(); i++) {
      FieldPath at = path.index(i).child("jsonPath");
      String given = fields.get(i).string("jsonPath");
      if (given.isEmpty()) {
        errors.required(at);
        continue;
      }
      SchemaPath found = SchemaPath.find(given, schema, false);
      if (found.schema() == null) {
        errors.invalid(at, given, "is an invalid path: " + found.error());
        continue;
      }
      if (found.names().getFirst().equals("metadata")) {
        errors.invalid(at, given, "must not point to fields in metadata");
      }
      if (!Set.of("string", "boolean", "integer").contains(found.schema().type())) {
        errors.invalid(
            at,
            given,
            "must point to a field of type string, boolean or integer. Enum string fields and"
                + " strings with formats are allowed.");
      }
      if (!seen.add(String.join(".", found.names()))) {
        errors.duplicate(at, Json.of(given));
      }
    }
    if (seen.size() > MOST_SELECTABLE) {
      errors.tooMany(path, seen.size(), MOST_SELECTABLE);
    }
  }
}
