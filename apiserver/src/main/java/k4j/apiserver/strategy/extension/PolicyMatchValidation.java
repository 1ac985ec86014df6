package k4j.apiserver.strategy.extension;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.validation.ValueFormats;
import k4j.apiserver.strategy.Checks;
import k4j.apiserver.strategy.LabelSelectorValidation;

/// What policies and bindings have in common: which requests they concern, and their parameters.
/// Pure.
final class PolicyMatchValidation {

  private static final List<String> MATCH_POLICIES = List.of("Equivalent", "Exact");
  private static final List<String> NOT_FOUND = List.of("Deny", "Allow");
  private static final String EXCLUSIVE = "name and selector are mutually exclusive";

  private PolicyMatchValidation() {}

  static void match(JsonObject match, FieldPath path, FieldErrors errors) {
    if (!match.has("matchPolicy")) {
      errors.required(path.child("matchPolicy"));
    }
    Checks.optionalChoice(match, "matchPolicy", MATCH_POLICIES, path, errors);
    for (String selector : new String[] {"namespaceSelector", "objectSelector"}) {
      if (!match.has(selector)) {
        errors.required(path.child(selector));
      }
      LabelSelectorValidation.check(match.get(selector), path.child(selector), errors);
    }
    for (String rules : new String[] {"resourceRules", "excludeResourceRules"}) {
      List<JsonObject> all = match.array(rules).objects();
      for (int i = 0; i < all.size(); i++) {
        rule(all.get(i), path.child(rules).index(i), errors);
      }
    }
  }

  private static void rule(JsonObject rule, FieldPath path, FieldErrors errors) {
    var seen = new HashSet<String>();
    List<String> names = rule.array("resourceNames").strings();
    for (int i = 0; i < names.size(); i++) {
      FieldPath at = path.child("resourceNames").index(i);
      errors.invalidEach(at, names.get(i), ValueFormats.pathSegment(names.get(i)));
      if (!seen.add(names.get(i))) {
        errors.duplicate(at, names.get(i));
      }
    }
    RuleValidation.check(rule, path, errors);
  }

  /// Only what is created or updated can be changed.
  static void mutable(JsonObject match, FieldPath path, FieldErrors errors) {
    for (JsonObject rule : match.array("resourceRules").objects()) {
      for (String operation : rule.array("operations").strings()) {
        if (!operation.equals("CREATE") && !operation.equals("UPDATE")) {
          errors.notSupported(
              path.child("resourceRules", "operations"), operation, List.of("CREATE", "UPDATE"));
        }
      }
    }
  }

  static void paramKind(JsonObject kind, FieldPath path, FieldErrors errors) {
    String apiVersion = kind.string("apiVersion");
    FieldPath at = path.child("apiVersion");
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    if (apiVersion.isEmpty()) {
      errors.required(at);
    } else if (version.indexOf('/') >= 0) {
      errors.invalid(at, apiVersion, "unexpected GroupVersion string: " + apiVersion);
    } else if (version.isEmpty()) {
      errors.invalid(at, apiVersion, "version must be specified");
    } else {
      if (!group.isEmpty()) {
        joined(at, group, "", Formats.dnsSubdomain(group), errors);
      }
      joined(at, version, "", Formats.dns1035Label(version), errors);
    }
    String name = kind.string("kind");
    if (name.isEmpty()) {
      errors.required(path.child("kind"));
    } else {
      joined(
          path.child("kind"),
          name,
          "may have mixed case, but should otherwise match: ",
          Formats.dns1035Label(name.toLowerCase(Locale.ROOT)),
          errors);
    }
  }

  private static void joined(
      FieldPath path, String value, String start, List<String> wrong, FieldErrors errors) {
    if (!wrong.isEmpty()) {
      errors.invalid(path, value, start + String.join(",", wrong));
    }
  }

  static void params(JsonObject reference, FieldPath path, FieldErrors errors) {
    String name = reference.string("name");
    boolean selects = reference.has("selector");
    if (!name.isEmpty()) {
      errors.invalidEach(path.child("name"), name, ValueFormats.pathSegment(name));
      if (selects) {
        errors.forbidden(path.child("name"), EXCLUSIVE);
      }
    }
    if (selects) {
      LabelSelectorValidation.check(reference.get("selector"), path.child("selector"), errors);
      if (!name.isEmpty()) {
        errors.forbidden(path.child("selector"), EXCLUSIVE);
      }
    }
    if (name.isEmpty() && !selects) {
      errors.required(path, "one of name or selector must be specified");
    }
    String action = reference.string("parameterNotFoundAction");
    FieldPath at = path.child("parameterNotFoundAction");
    if (action.isEmpty()) {
      errors.required(at);
    } else if (!NOT_FOUND.contains(action)) {
      errors.notSupported(at, action, NOT_FOUND);
    }
  }
}
