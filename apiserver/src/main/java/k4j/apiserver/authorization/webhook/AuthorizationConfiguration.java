package k4j.apiserver.authorization.webhook;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.api.validation.Formats;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.configuration.ConfigFile;
import k4j.apiserver.configuration.ConfigNode;
import k4j.apiserver.webhook.KubeconfigUpstream;
import k4j.apiserver.webhook.WebhookClient;

/// What a file of the kind AuthorizationConfiguration says (`--authorization-config`): which
/// authorizers are asked, in order.
public final class AuthorizationConfiguration {

  private static final Set<String> VERSIONS =
      Set.of(
          "apiserver.config.k8s.io/v1",
          "apiserver.config.k8s.io/v1beta1",
          "apiserver.config.k8s.io/v1alpha1");
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Map<String, Authorizer> builtin;
  private final InstantSource clock;
  private final ScheduledExecutorService timer;
  private final FieldErrors errors = new FieldErrors();

  /// @param builtin the server's own authorizers, by type: `Node`, `RBAC`
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
    ConfigNode root =
        ConfigNode.root(ConfigFile.parse(file), "AuthorizationConfiguration", VERSIONS)
            .fields("authorizers");
    var found = new ArrayList<Authorizer>();
    List<ConfigNode> authorizers = root.nodes("authorizers");
    if (authorizers.isEmpty()) {
      errors.required(root.path("authorizers"), "at least one authorization mode must be defined");
    }
    var types = new HashSet<String>();
    var names = new HashSet<String>();
    for (ConfigNode each : authorizers) {
      each.fields("type", "name", "webhook");
      String type = each.text("type");
      name(each, names);
      if (!type.equals("Webhook") && !types.add(type)) {
        errors.duplicate(each.path("type"), type);
      }
      authorizer(each, type, found);
    }
    ConfigNode.refuse(errors);
    return List.copyOf(found);
  }

  private void name(ConfigNode node, Set<String> names) {
    FieldPath path = node.path("name");
    String name = node.text("name");
    if (name.isEmpty()) {
      errors.required(path);
      return;
    }
    if (!names.add(name)) {
      errors.duplicate(path, name);
    }
    if (!Formats.dnsSubdomain(name).isEmpty()) {
      errors.invalid(path, name, "authorizer name is invalid");
    }
  }

  private void authorizer(ConfigNode node, String type, List<Authorizer> found) {
    Authorizer own = builtin.get(type);
    switch (type) {
      case "" -> errors.required(node.path("type"));
      case "AlwaysAllow" -> found.add(_ -> Decision.ALLOW);
      case "AlwaysDeny" ->
          found.add(_ -> new Decision(Authorizer.Verdict.NO_OPINION, "Everything is forbidden."));
      case "Webhook" -> {
        if (node.has("webhook")) {
          webhook(node.node("webhook"), node.text("name"), found);
        } else {
          errors.required(node.path("webhook"), "required when type=Webhook");
        }
      }
      default -> {
        if (own == null) {
          errors.notSupported(
              node.path("type"),
              type,
              List.of("AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook"));
        } else {
          found.add(own);
        }
      }
    }
    if (!type.equals("Webhook") && node.has("webhook")) {
      errors.invalid(node.path("webhook"), "non-null", "may only be specified when type=Webhook");
    }
  }

  private void webhook(ConfigNode node, String name, List<Authorizer> found) {
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
    if (!node.has("timeout")) {
      errors.required(node.path("timeout"));
    } else if (timeout.isNegative() || timeout.isZero()) {
      errors.invalid(node.path("timeout"), node.text("timeout"), "must be > 0s");
    } else if (timeout.compareTo(LONGEST) > 0) {
      errors.invalid(node.path("timeout"), node.text("timeout"), "must be <= 30s");
    }
    choice(node, "subjectAccessReviewVersion", List.of("v1", "v1beta1"));
    choice(node, "failurePolicy", List.of("NoOpinion", "Deny"));
    MatchConditions conditions = conditions(node);
    Duration allowed = ttl(node, "authorizedTTL", "cacheAuthorizedRequests", 300);
    Duration refused = ttl(node, "unauthorizedTTL", "cacheUnauthorizedRequests", 30);
    Path kubeconfig = connection(node.node("connectionInfo"));
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
            clock));
  }

  private void choice(ConfigNode node, String field, List<String> values) {
    String value = node.text(field);
    if (value.isEmpty()) {
      errors.required(node.path(field));
    } else if (!values.contains(value)) {
      errors.notSupported(node.path(field), value, values);
    }
  }

  private Duration ttl(ConfigNode node, String field, String caches, long seconds) {
    Duration ttl = node.duration(field).orElse(Duration.ofSeconds(seconds));
    if (ttl.isNegative()) {
      errors.invalid(node.path(field), node.text(field), "must be > 0s");
    }
    return node.flag(caches, true) ? ttl : Duration.ZERO;
  }

  private MatchConditions conditions(ConfigNode node) {
    List<String> expressions =
        node.nodes("matchConditions").stream()
            .map(each -> each.fields("expression").text("expression"))
            .toList();
    if (!expressions.isEmpty()) {
      choice(node, "matchConditionSubjectAccessReviewVersion", List.of("v1"));
    }
    return MatchConditions.compile(expressions, node.path("matchConditions"), errors);
  }

  private Path connection(ConfigNode node) {
    node.fields("type", "kubeConfigFile");
    String type = node.text("type");
    String file = node.text("kubeConfigFile");
    if (type.isEmpty()) {
      errors.required(node.path("type"));
    } else if (!type.equals("KubeConfigFile")) {
      errors.notSupported(node.path("type"), type, List.of("KubeConfigFile"));
    } else if (file.isEmpty()) {
      errors.required(node.path("kubeConfigFile"));
    } else if (!Path.of(file).isAbsolute()) {
      errors.invalid(node.path("kubeConfigFile"), file, "must be an absolute path");
    }
    return Path.of(file.isEmpty() ? "/" : file);
  }
}
