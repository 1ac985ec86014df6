package k4j.apiserver.extension.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import org.jspecify.annotations.Nullable;

/// What the spec of a definition must satisfy (apiextensions-apiserver,
/// `apis/apiextensions/validation`). What all versions have alike, Kubernetes speaks of as if it
/// stood in the spec itself. Pure.
final class SpecValidation {

  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> SCOPES = List.of("Cluster", "Namespaced");

  private final FieldErrors errors;
  private final Leniency leniency;

  SpecValidation(FieldErrors errors, Leniency leniency) {
    this.errors = errors;
    this.leniency = leniency;
  }

  void update(JsonObject spec, JsonObject oldDefinition) {
    check(spec);
    JsonObject old = oldDefinition.object("spec");
    if (leniency.established()) {
      immutable(spec, old, "scope");
      immutable(spec, old, "names", "kind");
    }
    immutable(spec, old, "group");
    immutable(spec, old, "names", "plural");
  }

  private void immutable(JsonObject spec, JsonObject old, String... field) {
    Json now = spec.at(field);
    Json before = old.at(field);
    if (now == null ? before != null : !now.equals(before)) {
      FieldPath path = SPEC;
      for (String each : field) {
        path = path.child(each);
      }
      errors.invalid(path, now, "field is immutable");
    }
  }

  void check(JsonObject spec) {
    group(spec.string("group"));
    String scope = spec.string("scope");
    if (scope.isEmpty()) {
      errors.required(SPEC.child("scope"));
    } else if (!SCOPES.contains(scope)) {
      errors.notSupported(SPEC.child("scope"), scope, SCOPES);
    }
    List<JsonObject> versions = spec.array("versions").objects();
    boolean preserves = spec.bool("preserveUnknownFields");
    for (int i = 0; i < versions.size() && !leniency.schemas(); i++) {
      if (!versions.get(i).object("schema").has("openAPIV3Schema")) {
        errors.required(SPEC.child("versions").index(i).child("schema").child("openAPIV3Schema"));
      }
    }
    var hoisted = Hoisted.of(versions);
    var check = new VersionValidation(errors, leniency, !preserves);
    for (int i = 0; i < versions.size(); i++) {
      FieldPath path = SPEC.child("versions").index(i);
      version(versions.get(i).string("name"), path.child("name"));
      check.deprecation(versions.get(i), path);
      check.parts(versions.get(i), hoisted::isApart, path, path.child("schema"));
    }
    together(versions, hoisted);
    if (!versions.isEmpty() && !versions.getFirst().string("name").isEmpty()) {
      // What spec.version was before there were several is still filled in, and checked.
      version(versions.getFirst().string("name"), SPEC.child("version"));
    }
    NamesValidation.required(spec.object("names"), SPEC.child("names"), errors);
    NamesValidation.check(spec.object("names"), SPEC.child("names"), errors);
    if (!versions.isEmpty()) {
      check.parts(
          versions.getFirst(), field -> !hoisted.isApart(field), SPEC, SPEC.child("validation"));
    }
    JsonObject conversion = spec.object("conversion");
    if (preserves && !conversion.string("strategy").equals("None")) {
      errors.invalid(
          SPEC.child("conversion").child("strategy"),
          conversion.string("strategy"),
          "must be None if spec.preserveUnknownFields is true");
    }
    new ConversionValidation(errors, leniency).check(conversion, SPEC.child("conversion"));
  }

  private void version(String name, FieldPath path) {
    List<String> wrong = Formats.dns1035Label(name);
    if (!wrong.isEmpty()) {
      errors.invalid(path, name, String.join(",", wrong));
    }
  }

  private void group(String group) {
    FieldPath path = SPEC.child("group");
    List<String> wrong = Formats.dnsSubdomain(group);
    if (group.isEmpty()) {
      errors.required(path);
    } else if (!wrong.isEmpty()) {
      errors.invalid(path, group, String.join(",", wrong));
    } else if (group.indexOf('.') < 0) {
      errors.invalid(path, group, "should be a domain with at least one dot");
    }
  }

  private void together(List<JsonObject> versions, Hoisted hoisted) {
    FieldPath path = SPEC.child("versions");
    var names = new HashSet<String>();
    versions.forEach(version -> names.add(version.string("name")));
    if (names.size() < versions.size()) {
      errors.invalidWritten(path, hoisted.written(versions), "must contain unique version names");
    }
    if (versions.stream().filter(version -> version.bool("storage")).count() != 1) {
      errors.invalidWritten(
          path,
          hoisted.written(versions),
          "must have exactly one version marked as storage version");
    }
  }

  /// The parts of versions that are the same in all of them.
  private record Hoisted(Set<String> parts) {

    private static final List<String> PARTS =
        List.of("schema", "subresources", "additionalPrinterColumns", "selectableFields");
    private static final List<String> OTHERS =
        List.of(
            "deprecationWarning",
            "schema",
            "subresources",
            "additionalPrinterColumns",
            "selectableFields");

    static Hoisted of(List<JsonObject> versions) {
      var same = new HashSet<String>();
      for (String part : PARTS) {
        @Nullable Json first = versions.isEmpty() ? null : versions.getFirst().get(part);
        boolean alike =
            versions.stream()
                .map(version -> version.get(part))
                .allMatch(each -> first == null ? each == null : first.equals(each));
        if (alike) {
          same.add(part);
        }
      }
      return new Hoisted(Set.copyOf(same));
    }

    boolean isApart(String part) {
      return !parts.contains(part);
    }

    /// The versions as Go writes those of its own that it checks.
    String written(List<JsonObject> versions) {
      return versions.stream().map(this::written).collect(Collectors.joining(",", "[", "]"));
    }

    private String written(JsonObject version) {
      var out = new StringBuilder("{\"Name\":").append(Json.of(version.string("name")));
      for (String flag : List.of("served", "storage", "deprecated")) {
        out.append(",\"%s\":".formatted(capital(flag))).append(version.bool(flag));
      }
      for (String name : OTHERS) {
        Json value = isApart(name) ? version.get(name) : null;
        out.append(",\"%s\":".formatted(capital(name))).append(value);
      }
      return out.append('}').toString();
    }

    private static String capital(String name) {
      return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }
  }
}
