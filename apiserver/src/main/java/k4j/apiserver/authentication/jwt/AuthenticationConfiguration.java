package k4j.apiserver.authentication.jwt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.security.cert.CertificateException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import k4j.api.cel.Program;
import k4j.api.validation.FieldErrors;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.configuration.ConfigFile;
import k4j.apiserver.configuration.ConfigNode;
import k4j.apiserver.upstream.ClientTls;

/// What a file of the kind AuthenticationConfiguration says (`--authentication-config`).
public final class AuthenticationConfiguration {

  private static final Set<String> VERSIONS =
      Set.of(
          "apiserver.config.k8s.io/v1",
          "apiserver.config.k8s.io/v1beta1",
          "apiserver.config.k8s.io/v1alpha1");

  private final List<String> audiences;
  private final InstantSource clock;
  private final FieldErrors errors = new FieldErrors();

  /// @param audiences of the API server itself
  public AuthenticationConfiguration(List<String> audiences, InstantSource clock) {
    this.audiences = List.copyOf(audiences);
    this.clock = clock;
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
    ConfigNode root =
        ConfigNode.root(ConfigFile.parse(file), "AuthenticationConfiguration", VERSIONS)
            .fields("jwt", "anonymous");
    var providers = new ArrayList<TokenAuthenticator>();
    var issuers = new HashSet<String>();
    for (ConfigNode each : root.nodes("jwt")) {
      each.fields("issuer", "claimValidationRules", "claimMappings", "userValidationRules");
      provider(each, issuers).ifPresent(providers::add);
    }
    Optional<Anonymous> anonymous =
        root.has("anonymous") ? Optional.of(anonymous(root.node("anonymous"))) : Optional.empty();
    ConfigNode.refuse(errors);
    return new Parsed(providers, anonymous);
  }

  private Anonymous anonymous(ConfigNode node) {
    node.fields("enabled", "conditions");
    List<String> paths =
        node.nodes("conditions").stream().map(each -> each.fields("path").text("path")).toList();
    if (!node.flag("enabled", false) && !paths.isEmpty()) {
      errors.invalid(
          node.path("conditions"), "", "enabled should be set to true when conditions are defined");
    }
    return new Anonymous(node.flag("enabled", false), paths);
  }

  private Optional<TokenAuthenticator> provider(ConfigNode node, Set<String> issuers) {
    ConfigNode issuer =
        node.node("issuer")
            .fields(
                "url", "discoveryURL", "certificateAuthority", "audiences", "audienceMatchPolicy");
    String url = issuer.text("url");
    Optional<URI> address = url(issuer, "url");
    if (!url.isEmpty() && !issuers.add(url)) {
      errors.duplicate(issuer.path("url"), url);
    }
    List<String> meant = issuer.texts("audiences");
    if (meant.isEmpty()) {
      errors.required(issuer.path("audiences"), "at least one jwt.issuer.audiences is required");
    }
    String policy = issuer.text("audienceMatchPolicy");
    if (meant.size() > 1 && !policy.equals("MatchAny")) {
      errors.invalid(
          issuer.path("audienceMatchPolicy"),
          policy,
          "audienceMatchPolicy must be set to MatchAny for multiple audiences");
    }
    JwtRules rules = rules(node, url, meant);
    Optional<SSLContext> tls = address.flatMap(each -> tls(issuer, each));
    if (!errors.isEmpty() || address.isEmpty() || tls.isEmpty()) {
      return Optional.empty();
    }
    URI discovery =
        issuer.has("discoveryURL")
            ? url(issuer, "discoveryURL").orElse(address.get())
            : URI.create(url.replaceAll("/$", "") + "/.well-known/openid-configuration");
    var keys = new ProviderKeys(url, discovery, tls.get(), clock);
    return Optional.of(new JwtAuthenticator(rules, keys, audiences, clock));
  }

  private Optional<URI> url(ConfigNode issuer, String field) {
    String text = issuer.text(field);
    if (text.isEmpty()) {
      errors.required(issuer.path(field), "URL is required");
      return Optional.empty();
    }
    try {
      URI uri = URI.create(text);
      if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
        return Optional.of(uri);
      }
      errors.invalid(issuer.path(field), text, "URL scheme must be https");
    } catch (IllegalArgumentException e) {
      errors.invalid(issuer.path(field), text, String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private Optional<SSLContext> tls(ConfigNode issuer, URI address) {
    String pem = issuer.text("certificateAuthority");
    String bundle = pem.isEmpty() ? "" : Base64.getEncoder().encodeToString(pem.getBytes(UTF_8));
    try {
      return Optional.of(ClientTls.context(bundle, address.getHost().replaceAll("[\\[\\]]", "")));
    } catch (CertificateException e) {
      errors.invalid(issuer.path("certificateAuthority"), "<snip>", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private JwtRules rules(ConfigNode node, String url, List<String> meant) {
    ConfigNode mappings = node.node("claimMappings").fields("username", "groups", "uid", "extra");
    Map<String, Program> extra = new LinkedHashMap<>();
    for (ConfigNode each : mappings.nodes("extra")) {
      each.fields("key", "valueExpression");
      String key = each.text("key");
      if (key.isEmpty()) {
        errors.required(each.path("key"));
      } else if (extra.containsKey(key)) {
        errors.duplicate(each.path("key"), key);
      }
      Claims.overClaims(each.text("valueExpression"), each.path("valueExpression"), errors)
          .ifPresent(program -> extra.put(key, program));
    }
    return new JwtRules(
        url,
        meant,
        Mapping.parse(mappings.node("username"), true, true, errors),
        Mapping.parse(mappings.node("groups"), false, true, errors),
        Mapping.parse(mappings.node("uid"), false, false, errors),
        Map.copyOf(extra),
        claimRules(node),
        userRules(node));
  }

  private List<JwtRules.Rule> claimRules(ConfigNode node) {
    var rules = new ArrayList<JwtRules.Rule>();
    for (ConfigNode each : node.nodes("claimValidationRules")) {
      each.fields("claim", "requiredValue", "expression", "message");
      boolean claim = each.has("claim");
      boolean expression = each.has("expression");
      if (claim == expression) {
        errors.invalid(
            each.path(),
            "",
            claim ? "claim and expression can't both be set" : "claim or expression is required");
      } else if (claim) {
        rules.add(new JwtRules.Rule.Required(each.text("claim"), each.text("requiredValue")));
      } else {
        Claims.overClaims(each.text("expression"), each.path("expression"), errors)
            .ifPresent(
                program -> rules.add(new JwtRules.Rule.Holds(program, each.text("message"))));
      }
    }
    return rules;
  }

  private List<JwtRules.Rule> userRules(ConfigNode node) {
    var rules = new ArrayList<JwtRules.Rule>();
    for (ConfigNode each : node.nodes("userValidationRules")) {
      each.fields("expression", "message");
      Claims.overUser(each.text("expression"), each.path("expression"), errors)
          .ifPresent(program -> rules.add(new JwtRules.Rule.Holds(program, each.text("message"))));
    }
    return rules;
  }
}
