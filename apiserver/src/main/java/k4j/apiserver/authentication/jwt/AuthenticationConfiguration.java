package k4j.apiserver.authentication.jwt;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.configuration.ConfigFile;
import k4j.apiserver.configuration.ConfigNode;

/// What a file of the kind AuthenticationConfiguration says (`--authentication-config`).
public final class AuthenticationConfiguration {

  private static final Set<String> VERSIONS =
      Set.of(
          "apiserver.config.k8s.io/v1",
          "apiserver.config.k8s.io/v1beta1",
          "apiserver.config.k8s.io/v1alpha1");
  private static final int MOST = 64;

  private final Terms terms;
  private final InstantSource clock;
  private final FieldErrors errors = new FieldErrors();

  public AuthenticationConfiguration(Terms terms, InstantSource clock) {
    this.terms = terms;
    this.clock = clock;
  }

  /// What flags say of all providers.
  ///
  /// @param audiences of the API server itself
  /// @param ownIssuers of service account tokens, which no provider may be
  /// @param algorithms by which tokens may be signed
  public record Terms(List<String> audiences, List<String> ownIssuers, Set<String> algorithms) {

    /// All that there are for keys in two parts.
    public static final Set<String> ALGORITHMS =
        Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512");

    public Terms {
      audiences = List.copyOf(audiences);
      ownIssuers = List.copyOf(ownIssuers);
      algorithms = Set.copyOf(algorithms);
    }
  }

  /// What it says.
  ///
  /// @param anonymous who may come without credentials; empty where the file does not say
  public record Parsed(List<TokenAuthenticator> providers, Optional<Anonymous> anonymous) {
    public Parsed {
      providers = List.copyOf(providers);
    }
  }

  /// Who may come without credentials.
  ///
  /// @param paths where that is allowed; everywhere where there are none
  public record Anonymous(boolean enabled, List<String> paths) {
    public Anonymous {
      paths = List.copyOf(paths);
    }
  }

  /// @throws k4j.apiserver.configuration.ConfigurationException where it is wrong
  public Parsed parse(byte[] file) {
    return parse(ConfigFile.parse(file));
  }

  /// As above, of what was read.
  public Parsed parse(JsonObject configuration) {
    ConfigNode root =
        ConfigNode.root(configuration, "AuthenticationConfiguration", VERSIONS)
            .fields("jwt", "anonymous");
    List<TokenAuthenticator> providers = providers(root);
    Optional<Anonymous> anonymous =
        root.has("anonymous") ? Optional.of(anonymous(root.node("anonymous"))) : Optional.empty();
    ConfigNode.refuse(errors);
    return new Parsed(providers, anonymous);
  }

  private List<TokenAuthenticator> providers(ConfigNode root) {
    List<ConfigNode> given = root.nodes("jwt");
    if (given.size() > MOST) {
      errors.tooMany(root.path("jwt"), given.size(), MOST);
      return List.of();
    }
    var providers = new ArrayList<TokenAuthenticator>();
    var issuers = new HashSet<String>();
    var discoveries = new HashSet<String>();
    for (ConfigNode each : given) {
      new ProviderConfiguration(each, terms, clock, errors).parse().ifPresent(providers::add);
      ConfigNode issuer = each.node("issuer");
      if (!issuers.add(issuer.text("url"))) {
        errors.duplicate(issuer.path("url"), issuer.text("url"));
      }
      String discovery = issuer.text("discoveryURL");
      if (!discovery.isEmpty() && !discoveries.add(discovery)) {
        errors.duplicate(issuer.path("discoveryURL"), discovery);
      }
    }
    return providers;
  }

  private Anonymous anonymous(ConfigNode node) {
    node.fields("enabled", "conditions");
    List<String> paths =
        node.nodes("conditions").stream().map(each -> each.fields("path").text("path")).toList();
    if (!node.flag("enabled", false) && !paths.isEmpty()) {
      errors.invalid(
          node.path("conditions"),
          node.raw("conditions"),
          "enabled should be set to true when conditions are defined");
    }
    return new Anonymous(node.flag("enabled", false), paths);
  }
}
