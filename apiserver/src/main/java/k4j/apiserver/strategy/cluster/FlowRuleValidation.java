package k4j.apiserver.strategy.cluster;

import java.util.List;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import org.jspecify.annotations.Nullable;

/// One rule of a flow schema.
final class FlowRuleValidation {

  private static final List<String> VERBS =
      List.of(
          "create",
          "delete",
          "deletecollection",
          "get",
          "list",
          "patch",
          "proxy",
          "update",
          "watch");

  private static final String NAMESPACE =
      "each member of this list must be '*' or a DNS-1123 label; ";

  private FlowRuleValidation() {}

  static void check(JsonObject rule, FieldPath path, FieldErrors errors) {
    JsonArray subjects = rule.array("subjects");
    if (subjects.isEmpty()) {
      errors.required(path.child("subjects"), "subjects must contain at least one value");
    }
    for (int i = 0; i < subjects.size(); i++) {
      FlowSubjectValidation.check(subjects.object(i), path.child("subjects").index(i), errors);
    }
    JsonArray resources = rule.array("resourceRules");
    JsonArray paths = rule.array("nonResourceRules");
    if (resources.isEmpty() && paths.isEmpty()) {
      errors.required(
          path, "at least one of resourceRules and nonResourceRules has to be non-empty");
    }
    for (int i = 0; i < resources.size(); i++) {
      resource(resources.object(i), path.child("resourceRules").index(i), errors);
    }
    for (int i = 0; i < paths.size(); i++) {
      urls(paths.object(i), path.child("nonResourceRules").index(i), errors);
    }
  }

  private static void resource(JsonObject rule, FieldPath path, FieldErrors errors) {
    verbs(rule.array("verbs"), path.child("verbs"), errors);
    some(
        rule.array("apiGroups"),
        path.child("apiGroups"),
        new Words("resource rules must supply at least one api group", "api groups"),
        errors);
    some(
        rule.array("resources"),
        path.child("resources"),
        new Words("resource rules must supply at least one resource", "resources"),
        errors);
    namespaces(rule, path.child("namespaces"), errors);
  }

  private record Words(String none, String others) {}

  /// Whether the list is made of names rather than of a lone wildcard.
  private static boolean some(JsonArray list, FieldPath path, Words words, FieldErrors errors) {
    if (list.isEmpty()) {
      errors.required(path, words.none());
      return false;
    }
    boolean wildcard = list.strings().contains("*");
    if (wildcard && list.size() > 1) {
      errors.invalid(path, list, "if '*' is present, must not specify other " + words.others());
    }
    return !wildcard;
  }

  private static void verbs(JsonArray verbs, FieldPath path, FieldErrors errors) {
    var words = new Words("verbs must contain at least one value", "verbs");
    if (some(verbs, path, words, errors) && !VERBS.containsAll(verbs.strings())) {
      errors.notSupported(path, verbs, VERBS);
    }
  }

  private static void namespaces(JsonObject rule, FieldPath path, FieldErrors errors) {
    JsonArray namespaces = rule.array("namespaces");
    if (namespaces.isEmpty() && rule.bool("clusterScope")) {
      return;
    }
    var words =
        new Words(
            "resource rules that are not cluster scoped must supply at least one namespace",
            "namespaces");
    if (!some(namespaces, path, words, errors)) {
      return;
    }
    List<String> names = namespaces.strings();
    for (int i = 0; i < names.size(); i++) {
      for (String problem : Formats.dnsLabel(names.get(i))) {
        errors.invalid(path.index(i), names.get(i), NAMESPACE + problem);
      }
    }
  }

  private static void urls(JsonObject rule, FieldPath path, FieldErrors errors) {
    verbs(rule.array("verbs"), path.child("verbs"), errors);
    JsonArray urls = rule.array("nonResourceURLs");
    FieldPath at = path.child("nonResourceURLs");
    var words = new Words("nonResourceURLs must contain at least one value", "non-resource URLs");
    if (!some(urls, at, words, errors)) {
      return;
    }
    List<String> all = urls.strings();
    for (int i = 0; i < all.size(); i++) {
      String problem = urlProblem(all.get(i));
      if (problem != null) {
        errors.invalid(at.index(i), all.get(i), problem);
      }
    }
  }

  private static @Nullable String urlProblem(String url) {
    if (url.isEmpty()) {
      return "must not be empty";
    }
    if (!url.startsWith("/")) {
      return "must start with slash";
    }
    if (url.contains(" ")) {
      return "must not contain white-space";
    }
    if (url.contains("//")) {
      return "must not contain double slash";
    }
    int wildcard = url.indexOf('*');
    boolean last = wildcard == url.length() - 1 && url.endsWith("/*");
    return wildcard >= 0 && !last ? "wildcard can only do suffix matching" : null;
  }
}
