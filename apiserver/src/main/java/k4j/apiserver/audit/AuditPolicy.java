package k4j.apiserver.audit;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.api.yaml.YamlReader;
import k4j.apiserver.authentication.User;
import k4j.apiserver.request.RequestInfo;

/// What is noted of which requests: the first rule that matches counts (kind `Policy` of
/// `audit.k8s.io/v1`). Pure.
public final class AuditPolicy {

  private static final List<String> LEVELS =
      List.of("None", "Metadata", "Request", "RequestResponse");
  private static final String STAGES = "RequestReceived,ResponseStarted,ResponseComplete,Panic";

  private final List<AuditRule> rules;
  private final Verdict otherwise;

  private AuditPolicy(List<AuditRule> rules, Verdict otherwise) {
    this.rules = List.copyOf(rules);
    this.otherwise = otherwise;
  }

  /// What the policy says of one request.
  record Verdict(AuditLevel level, Set<AuditStage> omitted, boolean omitManagedFields) {
    Verdict {
      omitted = Set.copyOf(omitted);
    }
  }

  /// Reads a policy in YAML or JSON.
  ///
  /// @throws IllegalArgumentException in Kubernetes' words
  public static AuditPolicy parse(byte[] text) {
    if (!(YamlReader.parse(text) instanceof JsonObject policy)) {
      throw new IllegalArgumentException("failed decoding: the policy is no object");
    }
    String kind = policy.string("apiVersion") + ", Kind=" + policy.string("kind");
    if (!kind.equals("audit.k8s.io/v1, Kind=Policy")) {
      throw new IllegalArgumentException(
          "failed decoding: no kind \"%s\" is registered for version \"%s\""
              .formatted(policy.string("kind"), policy.string("apiVersion")));
    }
    check(policy);
    boolean omits = policy.bool("omitManagedFields");
    Set<AuditStage> omitted = AuditRule.stages(policy);
    return new AuditPolicy(
        policy.array("rules").objects().stream().map(rule -> AuditRule.of(rule, omitted)).toList(),
        new Verdict(AuditLevel.NONE, omitted, omits));
  }

  private static void check(JsonObject policy) {
    var errors = new FieldErrors();
    stages(policy, FieldPath.of("omitStages"), errors);
    JsonArray rules = policy.array("rules");
    for (int i = 0; i < rules.size(); i++) {
      rule(rules.object(i), FieldPath.of("rules").index(i), errors);
    }
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(
          errors.causes().stream().map(AuditPolicy::text).collect(Collectors.joining(", ")));
    }
    if (rules.isEmpty()) {
      throw new IllegalArgumentException("loaded illegal policy with 0 rules");
    }
  }

  private static String text(Cause cause) {
    return FieldErrors.text(cause);
  }

  private static void stages(JsonObject owner, FieldPath path, FieldErrors errors) {
    List<String> names = owner.array("omitStages").strings();
    for (int i = 0; i < names.size(); i++) {
      if (!List.of(STAGES.split(",", -1)).contains(names.get(i))) {
        errors.invalid(path.index(i), names.get(i), "allowed stages are " + STAGES);
      }
    }
  }

  private static void rule(JsonObject rule, FieldPath path, FieldErrors errors) {
    String level = rule.string("level");
    if (level.isEmpty()) {
      errors.required(path.child("level"));
    } else if (!LEVELS.contains(level)) {
      errors.notSupported(path.child("level"), level, LEVELS);
    }
    FieldPath at = path.child("nonResourceURLs");
    List<String> urls = rule.array("nonResourceURLs").strings();
    for (int i = 0; i < urls.size(); i++) {
      url(urls.get(i), at.index(i), errors);
    }
    for (JsonObject each : rule.array("resources").objects()) {
      resource(each, path.child("resources"), errors);
    }
    stages(rule, path.child("omitStages"), errors);
    boolean both = !rule.array("resources").isEmpty() || !rule.array("namespaces").isEmpty();
    if (!urls.isEmpty() && both) {
      errors.invalid(
          at,
          rule.array("nonResourceURLs"),
          "rules cannot apply to both regular resources and non-resource URLs");
    }
  }

  private static void url(String url, FieldPath path, FieldErrors errors) {
    if (url.equals("*")) {
      return;
    }
    if (!url.startsWith("/")) {
      errors.invalid(path, url, "non-resource URL rules must begin with a '/' character");
    }
    int wildcard = url.indexOf('*');
    if (wildcard >= 0 && wildcard < url.length() - 1) {
      errors.invalid(
          path, url, "non-resource URL wildcards '*' must be the final character of the rule");
    }
  }

  private static void resource(JsonObject rule, FieldPath path, FieldErrors errors) {
    String group = rule.string("group");
    if (!group.isEmpty() && !group.equals("*")) {
      List<String> problems = Formats.dnsSubdomain(group);
      if (!problems.isEmpty()) {
        errors.invalid(path.child("group"), group, String.join(",", problems));
      }
    }
    Json names = rule.array("resourceNames");
    if (!rule.array("resourceNames").isEmpty() && rule.array("resources").isEmpty()) {
      errors.invalid(
          path.child("resourceNames"), names, "using resourceNames requires at least one resource");
    }
  }

  Verdict verdict(User user, RequestInfo info) {
    for (AuditRule rule : rules) {
      if (rule.matches(user, info)) {
        return new Verdict(
            rule.level(),
            rule.omitted(),
            rule.omitManagedFields().orElse(otherwise.omitManagedFields()));
      }
    }
    return otherwise;
  }
}
