package k4j.cluster.access;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.abac.AbacAuthorizer;
import k4j.apiserver.authorization.webhook.AuthorizationConfiguration;
import k4j.apiserver.authorization.webhook.ChangingAuthorizer;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.configuration.Reloading;
import k4j.client.Surroundings;

/// kube-apiserver's flags of who may do what.
final class AuthorizationFlags {

  private static final Flag CONFIG =
      new Flag(
          "authorization-config",
          "FILE",
          "An AuthorizationConfiguration: who is asked who may do what.");
  private static final Flag MODE =
      new Flag(
          "authorization-mode",
          "MODE,...",
          "Who is asked who may do what, in order: AlwaysAllow, AlwaysDeny, ABAC, Webhook, RBAC,"
              + " Node (Node,RBAC).");
  private static final Flag POLICY =
      new Flag("authorization-policy-file", "FILE", "Policies for the mode ABAC, a line each.");
  private static final Flag WEBHOOK =
      new Flag(
          "authorization-webhook-config-file",
          "FILE",
          "A kubeconfig that says where the mode Webhook asks.");
  private static final Flag VERSION =
      new Flag(
          "authorization-webhook-version",
          "VERSION",
          "Of SubjectAccessReview: v1 or v1beta1 (v1beta1).");
  private static final Flag ALLOWED_TTL =
      new Flag(
          "authorization-webhook-cache-authorized-ttl",
          "DURATION",
          "How long a webhook's yes is kept (5m0s).");
  private static final Flag REFUSED_TTL =
      new Flag(
          "authorization-webhook-cache-unauthorized-ttl",
          "DURATION",
          "How long a webhook's no is kept (30s).");

  static final List<Flag> ALL =
      List.of(CONFIG, MODE, POLICY, WEBHOOK, VERSION, ALLOWED_TTL, REFUSED_TTL);

  private static final List<String> SHIPPED = List.of("Node", "RBAC");
  private static final Set<String> MODES =
      Set.of("AlwaysAllow", "AlwaysDeny", "ABAC", "Webhook", "RBAC", "Node");

  private final FlagValues values;

  AuthorizationFlags(FlagValues values) {
    this.values = values;
  }

  /// Whether everybody may do everything; then nobody may come unnamed.
  boolean allowsAll() {
    return modes().contains("AlwaysAllow");
  }

  private List<String> modes() {
    return values.has(MODE) || values.has(CONFIG) ? values.list(MODE) : SHIPPED;
  }

  /// The authorizers of the flags; those of a file are read anew when it changes.
  ///
  /// @param builtin by type
  /// @param closing takes what must be ended with the cluster
  /// @throws ConfigurationException where the flags or their files are wrong
  Authorizer authorizer(
      Map<String, Authorizer> builtin, Surroundings surroundings, Consumer<AutoCloseable> closing) {
    var all = new HashMap<>(builtin);
    if (values.has(POLICY)) {
      all.put("ABAC", AbacAuthorizer.read(Path.of(values.text(POLICY))));
    }
    if (!values.has(CONFIG)) {
      check();
      var chain = new ArrayList<>(AuthorizerChain.first());
      chain.addAll(parser(all, surroundings).parse(configuration()));
      return new AuthorizerChain(chain);
    }
    if (values.hasAny(List.of(MODE, WEBHOOK, VERSION, ALLOWED_TTL, REFUSED_TTL))) {
      throw new ConfigurationException(
          "--authorization-config can not be specified when --authorization-mode or"
              + " --authorization-webhook-* flags are defined");
    }
    var changing = new ChangingAuthorizer(AuthorizerChain.first());
    try {
      closing.accept(
          Reloading.of(
              Path.of(values.text(CONFIG)),
              file -> changing.change(parser(all, surroundings).parse(file)),
              surroundings.timer()));
      return changing;
    } catch (ConfigurationException e) {
      throw FlagValues.failure(CONFIG, e);
    }
  }

  private static AuthorizationConfiguration parser(
      Map<String, Authorizer> builtin, Surroundings surroundings) {
    return new AuthorizationConfiguration(builtin, surroundings.clock(), surroundings.timer());
  }

  private void check() {
    List<String> modes = modes();
    for (String mode : modes) {
      if (!MODES.contains(mode)) {
        throw new ConfigurationException(
            "authorization-mode \"%s\" is not a valid mode".formatted(mode));
      }
    }
    if (modes.contains("ABAC") && !values.has(POLICY)) {
      throw new ConfigurationException(
          "authorization-mode ABAC's authorization policy file not passed");
    }
    if (modes.contains("Webhook") && !values.has(WEBHOOK)) {
      throw new ConfigurationException(
          "authorization-mode Webhook's authorization config file not passed");
    }
    if (values.has(POLICY) && !modes.contains("ABAC")) {
      throw new ConfigurationException(
          "cannot specify --authorization-policy-file without mode ABAC");
    }
    if (values.has(WEBHOOK) && !modes.contains("Webhook")) {
      throw new ConfigurationException(
          "cannot specify --authorization-webhook-config-file without mode Webhook");
    }
    if (new HashSet<>(modes).size() != modes.size()) {
      throw new ConfigurationException(
          "authorization-mode [\"%s\"] has mode specified more than once"
              .formatted(String.join("\" \"", modes)));
    }
  }

  /// What the flags say, as a file would say it.
  private JsonObject configuration() {
    var authorizers = new ArrayList<Json>();
    for (String mode : modes()) {
      authorizers.add(
          mode.equals("Webhook")
              ? JsonObject.EMPTY
                  .with("type", mode)
                  .with("name", "default")
                  .with("webhook", webhook())
              : JsonObject.EMPTY.with("type", mode).with("name", mode.toLowerCase(Locale.ROOT)));
    }
    return JsonObject.EMPTY
        .with("apiVersion", "apiserver.config.k8s.io/v1")
        .with("kind", "AuthorizationConfiguration")
        .with("authorizers", JsonArray.of(authorizers));
  }

  private JsonObject webhook() {
    return JsonObject.EMPTY
        .with("timeout", "30s")
        .with("failurePolicy", "NoOpinion")
        .with("subjectAccessReviewVersion", values.text(VERSION, "v1beta1"))
        .with("authorizedTTL", values.text(ALLOWED_TTL, "5m"))
        .with("unauthorizedTTL", values.text(REFUSED_TTL, "30s"))
        .with(
            "connectionInfo",
            JsonObject.EMPTY
                .with("type", "KubeConfigFile")
                .with("kubeConfigFile", values.text(WEBHOOK)));
  }
}
