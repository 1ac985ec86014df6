package k4j.cluster.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.ChangingTokens;
import k4j.apiserver.authentication.KeptTokens;
import k4j.apiserver.authentication.NamelessAuthenticator;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration.Anonymous;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration.Parsed;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration.Terms;
import k4j.apiserver.authentication.webhook.WebhookTokens;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.configuration.Reloading;
import k4j.apiserver.webhook.KubeconfigUpstream;
import k4j.apiserver.webhook.Retries;
import k4j.apiserver.webhook.WebhookClient;
import k4j.client.Surroundings;

/// kube-apiserver's flags of OpenID providers, of a webhook that knows tokens, and of the unnamed.
final class AuthenticationFlags {

  private static final Flag CONFIG =
      new Flag(
          "authentication-config",
          "FILE",
          "An AuthenticationConfiguration: OpenID providers, and who may come unnamed.");
  private static final Flag ANONYMOUS =
      new Flag("anonymous-auth", "BOOL", "Whether requests without credentials are let in (true).");
  private static final Flag WEBHOOK =
      new Flag(
          "authentication-token-webhook-config-file",
          "FILE",
          "A kubeconfig that says who is asked about bearer tokens.");
  private static final Flag VERSION =
      new Flag(
          "authentication-token-webhook-version",
          "VERSION",
          "Of TokenReview: v1 or v1beta1 (v1beta1).");
  private static final Flag TTL =
      new Flag(
          "authentication-token-webhook-cache-ttl",
          "DURATION",
          "How long the webhook's answers are kept (2m0s).");

  static final List<Flag> ALL = all();

  private final FlagValues values;
  private final OidcFlags oidc;

  AuthenticationFlags(FlagValues values) {
    this.values = values;
    oidc = new OidcFlags(values);
  }

  private static List<Flag> all() {
    var all = new ArrayList<>(List.of(CONFIG, ANONYMOUS, WEBHOOK, VERSION, TTL));
    all.addAll(OidcFlags.ALL);
    return List.copyOf(all);
  }

  /// Who knows more tokens, and who may come without any.
  record More(List<TokenAuthenticator> tokens, NamelessAuthenticator nameless) {}

  /// @param terms for all providers; the flags may allow fewer algorithms
  /// @param allowsAll whether everybody may do everything
  /// @param closing takes what must be ended with the cluster
  /// @throws ConfigurationException where the flags or their files are wrong
  More authenticators(
      Terms terms, boolean allowsAll, Surroundings surroundings, Consumer<AutoCloseable> closing) {
    var tokens = new ArrayList<TokenAuthenticator>();
    Optional<Anonymous> anonymous = Optional.empty();
    if (values.has(CONFIG)) {
      if (oidc.given()) {
        throw new ConfigurationException(
            "authentication-config file and oidc-* flags are mutually exclusive");
      }
      var file = new ReadFile(terms, surroundings);
      try {
        closing.accept(
            Reloading.of(Path.of(values.text(CONFIG)), file::change, surroundings.timer()));
      } catch (ConfigurationException e) {
        throw FlagValues.failure(CONFIG, e);
      }
      tokens.add(file.tokens);
      anonymous = file.anonymous;
    } else {
      oidc.configuration()
          .ifPresent(configuration -> tokens.addAll(provider(configuration, terms, surroundings)));
    }
    webhook(terms.audiences(), surroundings).ifPresent(tokens::add);
    return new More(tokens, nameless(anonymous, allowsAll));
  }

  private List<TokenAuthenticator> provider(
      JsonObject configuration, Terms terms, Surroundings surroundings) {
    var limited = new Terms(terms.audiences(), terms.ownIssuers(), oidc.algorithms());
    return new AuthenticationConfiguration(limited, surroundings.clock())
        .parse(configuration)
        .providers();
  }

  /// A file and what it says now. Who may come unnamed never changes while the server runs.
  private static final class ReadFile {

    private final Terms terms;
    private final Surroundings surroundings;
    private final ChangingTokens tokens = new ChangingTokens();
    private Optional<Anonymous> anonymous = Optional.empty();
    private boolean read;

    ReadFile(Terms terms, Surroundings surroundings) {
      this.terms = terms;
      this.surroundings = surroundings;
    }

    synchronized void change(byte[] file) {
      Parsed parsed = new AuthenticationConfiguration(terms, surroundings.clock()).parse(file);
      if (read && !parsed.anonymous().equals(anonymous)) {
        throw new ConfigurationException(
            "anonymous: Forbidden: changed from initial configuration file");
      }
      anonymous = parsed.anonymous();
      read = true;
      tokens.change(parsed.providers());
    }
  }

  private NamelessAuthenticator nameless(Optional<Anonymous> file, boolean allowsAll) {
    if (file.isPresent()) {
      if (values.has(ANONYMOUS)) {
        throw new ConfigurationException(
            "anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is"
                + " configured in authentication configuration file");
      }
      return new NamelessAuthenticator(file.get().enabled(), file.get().paths());
    }
    return new NamelessAuthenticator(!allowsAll && values.bool(ANONYMOUS, true), List.of());
  }

  private Optional<TokenAuthenticator> webhook(List<String> audiences, Surroundings surroundings) {
    if (!values.has(WEBHOOK)) {
      return Optional.empty();
    }
    try {
      var client =
          new WebhookClient(
              KubeconfigUpstream.read(Path.of(values.text(WEBHOOK))),
              surroundings.clock(),
              surroundings.timer());
      var asked =
          new WebhookTokens(
              client,
              values.text(VERSION, "v1beta1"),
              audiences,
              new Retries(surroundings.timer()));
      Duration ttl = values.duration(TTL, Duration.ofMinutes(2));
      return Optional.of(new KeptTokens(asked, ttl, surroundings.clock()));
    } catch (ConfigurationException e) {
      throw FlagValues.failure(WEBHOOK, e);
    }
  }

  /// The text of a file that a flag names.
  static String text(Flag flag, String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      throw FlagValues.failure(flag, e);
    }
  }
}
