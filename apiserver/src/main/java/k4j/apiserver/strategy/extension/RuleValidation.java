package k4j.apiserver.strategy.extension;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;

/// The rules by which webhooks and policies choose requests: operations, groups, versions,
/// resources, scope. Pure.
public final class RuleValidation {

  static final List<String> OPERATIONS = List.of("*", "CONNECT", "CREATE", "DELETE", "UPDATE");
  private static final List<String> SCOPES = List.of("*", "Cluster", "Namespaced");

  private RuleValidation() {}

  public static void check(JsonObject rule, FieldPath path, FieldErrors errors) {
    operations(rule.array("operations"), path.child("operations"), errors);
    listed(rule.array("apiGroups"), path.child("apiGroups"), "API groups", errors);
    JsonArray versions = rule.array("apiVersions");
    listed(versions, path.child("apiVersions"), "API versions", errors);
    requireEach(versions, path.child("apiVersions"), errors);
    resources(rule.array("resources"), path.child("resources"), errors);
    if (rule.has("scope") && !SCOPES.contains(rule.string("scope"))) {
      errors.notSupported(path.child("scope"), rule.string("scope"), SCOPES);
    }
  }

  private static void operations(JsonArray operations, FieldPath path, FieldErrors errors) {
    listed(operations, path, "operations", errors);
    List<String> names = operations.strings();
    for (int i = 0; i < names.size(); i++) {
      if (!OPERATIONS.contains(names.get(i))) {
        errors.notSupported(path.index(i), names.get(i), OPERATIONS);
      }
    }
  }

  private static void listed(JsonArray values, FieldPath path, String what, FieldErrors errors) {
    if (values.isEmpty()) {
      errors.required(path);
    }
    if (values.size() > 1 && values.strings().contains("*")) {
      errors.invalid(path, values, "if '*' is present, must not specify other " + what);
    }
  }

  private static void requireEach(JsonArray values, FieldPath path, FieldErrors errors) {
    List<String> texts = values.strings();
    for (int i = 0; i < texts.size(); i++) {
      if (texts.get(i).isEmpty()) {
        errors.required(path.index(i));
      }
    }
  }

  private static void resources(JsonArray resources, FieldPath path, FieldErrors errors) {
    if (resources.isEmpty()) {
      errors.required(path);
    }
    List<String> names = resources.strings();
    var all = new HashSet<String>();
    var everywhere = new HashSet<String>();
    boolean plain = false;
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (name.isEmpty()) {
        errors.required(path.index(i));
      } else if (name.indexOf('/') < 0) {
        plain = !name.equals("*");
      } else {
        subresource(name, path.index(i), all, everywhere, errors);
      }
    }
    if (names.size() > 1 && names.contains("*/*")) {
      errors.invalid(path, resources, "if '*/*' is present, must not specify other resources");
    }
    if (names.contains("*") && plain) {
      errors.invalid(
          path,
          resources,
          "if '*' is present, must not specify other resources without subresources");
    }
  }

  /// @param all the resources so far of which every subresource was named
  /// @param everywhere the subresources so far that were named for every resource
  private static void subresource(
      String name, FieldPath path, Set<String> all, Set<String> everywhere, FieldErrors errors) {
    int slash = name.indexOf('/');
    String resource = name.substring(0, slash);
    String subresource = name.substring(slash + 1);
    if (all.contains(resource)) {
      errors.invalid(
          path, name, "if '%s/*' is present, must not specify %s".formatted(resource, name));
    }
    if (everywhere.contains(subresource)) {
      errors.invalid(
          path, name, "if '*/%s' is present, must not specify %s".formatted(subresource, name));
    }
    if (subresource.equals("*")) {
      all.add(resource);
    }
    if (resource.equals("*")) {
      everywhere.add(subresource);
    }
  }
}
