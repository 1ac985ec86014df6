package k4j.apiserver.authorization.webhook;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.configuration.ConfigFile;
import k4j.apiserver.configuration.ConfigNode;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.webhook.KubeconfigUpstream;
import k4j.apiserver.webhook.Retries;
import k4j.apiserver.webhook.WebhookClient;

/// What a file of the kind AuthorizationConfiguration says (`--authorization-config`): which
/// authorizers are asked, in order.
public final class AuthorizationConfiguration {

  private static final Set<String> VERSIONS =
      Set.of(
          "apiserver.config.k8s.io/v1",
          "apiserver.config.k8s.io/v1beta1",
          "apiserver.config.k8s.io/v1alpha1");
  private static final List<String> TYPES =
      List.of("ABAC", "AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook");
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Map<String, Authorizer> builtin;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final FieldErrors errors = new FieldErrors();

  /// @param builtin the server's own authorizers, by type: `Node`, `RBAC`, `AlwaysAllow`, …
  /// @param timer ends calls that take too long
  public AuthorizationConfiguration(
      Map<String, Authorizer> builtin, InstantSource clock, ScheduledExecutorService timer) {
    this.builtin = Map.copyOf(builtin);
    this.clock = clock;
    this.timer = timer;
  }

  /// The authorizers of a file, in order.
  ///
  /// @throws k4j.apiserver.configuration.ConfigurationException where it is wrong
  public List<Authorizer> parse(byte[] file) {
    return parse(ConfigFile.parse(file));
  }

  /// As above, of what was read.
  public List<Authorizer> parse(JsonObject configuration) {
    ConfigNode root =
        ConfigNode.root(configuration, "AuthorizationConfiguration", VERSIONS)
            .fields("authorizers");
    var found = new ArrayList<Authorizer>();
    List<ConfigNode> authorizers = root.nodes("authorizers");
    if (authorizers.isEmpty()) {
      errors.required(root.path("authorizers"), "at least one authorization mode must be defined");
    }
    var types = new HashSet<String>();
    var names = new HashSet<String>();
    var misnamed = new ArrayList<String>();
    for (ConfigNode each : authorizers) {
      each.fields("type", "name", "webhook");
      String type = each.text("type");
      if (isKnown(each.path("type"), type, types)) {
        name(each, names);
        authorizer(each, type, found);
        if (!type.equals("Webhook") && !each.text("name").equals(lower(type))) {
          misnamed.add(
              "expected name %s for authorizer %s instead of %s"
                  .formatted(lower(type), type, each.text("name")));
        }
      }
    }
    ConfigNode.refuse(errors);
    if (!misnamed.isEmpty()) {
      throw new ConfigurationException(
          misnamed.size() == 1 ? misnamed.getFirst() : misnamed.toString());
    }
    return List.copyOf(found);
  }

  private boolean isKnown(FieldPath path, String type, Set<String> seen) {
    if (type.isEmpty()) {
      errors.required(path);
      return false;
    }
    if (!TYPES.contains(type)) {
      errors.notSupported(path, type, TYPES);
      return false;
    }
    if (!type.equals("Webhook") && !seen.add(type)) {
      errors.duplicate(path, type);
      return false;
    }
    return true;
  }

  private static String lower(String type) {
    return type.toLowerCase(Locale.ROOT);
  }

  private void name(ConfigNode node, Set<String> names) {
    FieldPath path = node.path("name");
    String name = node.text("name");
    List<String> wrong = Formats.dnsSubdomain(name);
    if (name.isEmpty()) {
      errors.required(path);
    } else if (!names.add(name)) {
      errors.duplicate(path, name);
    } else if (!wrong.isEmpty()) {
      errors.invalid(path, name, "authorizer name is invalid: " + String.join(", ", wrong));
    }
  }

  private void authorizer(ConfigNode node, String type, List<Authorizer> found) {
    Authorizer own = builtin.get(type);
    if (!type.equals("Webhook")) {
      if (node.has("webhook")) {
        errors.invalid(node.path("webhook"), "non-null", "may only be specified when type=Webhook");
      } else if (own == null) {
        throw new ConfigurationException(
            "authorizer type %s is not allowed if it was not enabled at initial server startup"
                .formatted(type));
      } else {
        found.add(own);
      }
    } else if (node.has("webhook")) {
      webhook(node.node("webhook"), node.path(), node.text("name"), found);
    } else {
      errors.required(node.path("webhook"), "required when type=Webhook");
    }
  }

  /// @param at where Kubernetes says that an error of the webhook is: beside it
  private void webhook(ConfigNode node, FieldPath at, String name, List<Authorizer> found) {
    node.fields(
        "authorizedTTL",
        "unauthorizedTTL",
        "cacheAuthorizedRequests",
        "cacheUnauthorizedRequests",
        "timeout",
        "subjectAccessReviewVersion",
        "matchConditionSubjectAccessReviewVersion",
        "failurePolicy",
        "connectionInfo",
        "matchConditions");
    Duration timeout = node.duration("timeout").orElse(Duration.ZERO);
    if (timeout.isZero()) {
      errors.required(at.child("timeout"));
    } else if (timeout.isNegative() || timeout.compareTo(LONGEST) > 0) {
      errors.invalid(at.child("timeout"), node.text("timeout"), "must be > 0s and <= 30s");
    }
    Duration allowed = ttl(node, at, "authorizedTTL", "cacheAuthorizedRequests", 300);
    Duration refused = ttl(node, at, "unauthorizedTTL", "cacheUnauthorizedRequests", 30);
    choice(node, at, "subjectAccessReviewVersion", List.of("v1", "v1beta1"));
    String conditionVersion = node.text("matchConditionSubjectAccessReviewVersion");
    if (conditionVersion.isEmpty() && !node.nodes("matchConditions").isEmpty()) {
      errors.required(
          at.child("matchConditionSubjectAccessReviewVersion"),
          "required if match conditions are specified");
    } else if (!conditionVersion.isEmpty() && !conditionVersion.equals("v1")) {
      errors.notSupported(
          at.child("matchConditionSubjectAccessReviewVersion"), conditionVersion, List.of("v1"));
    }
    choice(node, at, "failurePolicy", List.of("NoOpinion", "Deny"));
    Path kubeconfig = connection(node.node("connectionInfo"), at.child("connectionInfo"));
    MatchConditions conditions = conditions(node, at);
    if (!errors.isEmpty()) {
      return;
    }
    var client = new WebhookClient(KubeconfigUpstream.read(kubeconfig), clock, timer);
    found.add(
        new WebhookAuthorizer(
            client,
            new WebhookAuthorizer.Terms(
                name,
                node.text("subjectAccessReviewVersion"),
                timeout,
                allowed,
                refused,
                node.text("failurePolicy").equals("Deny"),
                conditions),
            new Retries(timer),
            clock));
  }

  private void choice(ConfigNode node, FieldPath at, String field, List<String> values) {
    String value = node.text(field);
    if (value.isEmpty()) {
      errors.required(at.child(field));
    } else if (!values.contains(value)) {
      errors.notSupported(at.child(field), value, values);
    }
  }

  private Duration ttl(ConfigNode node, FieldPath at, String field, String caches, long seconds) {
    Duration ttl = node.duration(field).orElse(Duration.ofSeconds(seconds));
    if (ttl.isNegative()) {
      errors.invalid(at.child(field), node.text(field), "must be > 0s");
    }
    return node.flag(caches, true) ? ttl : Duration.ZERO;
  }

  private MatchConditions conditions(ConfigNode node, FieldPath at) {
    List<String> expressions =
        node.nodes("matchConditions").stream()
            .map(each -> each.fields("expression").text("expression"))
            .toList();
    return MatchConditions.compile(expressions, at.child("matchConditions"), errors);
  }

  private Path connection(ConfigNode node, FieldPath at) {
    node.fields("type", "kubeConfigFile");
    String type = node.text("type");
    String file = node.text("kubeConfigFile");
    FieldPath path = at.child("kubeConfigFile");
    if (type.isEmpty()) {
      errors.required(at.child("type"));
    } else if (!type.equals("KubeConfigFile")) {
      errors.notSupported(at.child("type"), type, List.of("KubeConfigFile"));
    } else if (file.isEmpty()) {
      errors.required(path);
    } else if (!Path.of(file).isAbsolute()) {
      errors.invalid(path, file, "must be an absolute path");
    } else if (Files.notExists(Path.of(file))) {
      errors.invalid(
          path, file, "error loading file: stat %s: no such file or directory".formatted(file));
    } else if (!Files.isRegularFile(Path.of(file))) {
      errors.invalid(path, file, "must be a regular file");
    }
    return Path.of(file.isEmpty() ? "/" : file);
  }
}
