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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import k4j.api.cel.Program;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.authentication.TokenAuthenticator;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration.Terms;
import k4j.apiserver.configuration.ConfigNode;
import k4j.apiserver.upstream.ClientTls;

/// What an AuthenticationConfiguration says of one OpenID provider (`jwt[i]`).
final class ProviderConfiguration {

  private static final Pattern KEY = Pattern.compile("[a-z0-9.-]+/.+");
  private static final Pattern RESERVED =
      Pattern.compile("(?:.*\\.)?(?:kubernetes|k8s)\\.io/.*", Pattern.DOTALL);
  private static final Pattern EMAIL = Pattern.compile("\\bclaims\\s*\\.\\s*\\??\\s*email\\b");
  private static final Pattern VERIFIED =
      Pattern.compile("\\bclaims\\s*\\.\\s*\\??\\s*email_verified\\b");

  private final ConfigNode node;
  private final ConfigNode issuer;
  private final Terms terms;
  private final InstantSource clock;
  private final FieldErrors errors;

  /// @param errors takes what is wrong
  ProviderConfiguration(ConfigNode node, Terms terms, InstantSource clock, FieldErrors errors) {
    this.node =
        node.fields("issuer", "claimValidationRules", "claimMappings", "userValidationRules");
    issuer =
        node.node("issuer")
            .fields(
                "url",
                "discoveryURL",
                "certificateAuthority",
                "audiences",
                "audienceMatchPolicy",
                "egressSelectorType");
    this.terms = terms;
    this.clock = clock;
    this.errors = errors;
  }

  /// Empty where there are errors.
  Optional<TokenAuthenticator> parse() {
    String url = issuer.text("url");
    if (url.isEmpty()) {
      errors.required(issuer.path("url"));
    } else if (terms.ownIssuers().contains(url)) {
      errors.invalid(
          issuer.path("url"),
          url,
          "URL must not overlap with disallowed issuers: ["
              + String.join(" ", terms.ownIssuers().stream().sorted().toList())
              + "]");
    }
    Optional<URI> address = url.isEmpty() ? Optional.empty() : url("url");
    Optional<URI> discovery = discovery(url);
    List<String> meant = audiences();
    Optional<SSLContext> tls = tls(discovery.or(() -> address));
    egress();
    JwtRules rules = rules(url, meant);
    if (!errors.isEmpty() || address.isEmpty() || tls.isEmpty()) {
      return Optional.empty();
    }
    URI asked =
        discovery.orElseGet(
            () -> URI.create(url.replaceAll("/$", "") + "/.well-known/openid-configuration"));
    var keys = new ProviderKeys(url, asked, tls.get(), clock);
    return Optional.of(new JwtAuthenticator(rules, keys, terms, clock));
  }

  private Optional<URI> discovery(String url) {
    String discovery = issuer.text("discoveryURL");
    if (discovery.isEmpty()) {
      return Optional.empty();
    }
    if (!url.isEmpty() && url.replaceAll("/+$", "").equals(discovery.replaceAll("/+$", ""))) {
      errors.invalid(
          issuer.path("discoveryURL"), discovery, "discoveryURL must be different from URL");
    }
    return url("discoveryURL");
  }

  private Optional<URI> url(String field) {
    String text = issuer.text(field);
    FieldPath path = issuer.path(field);
    try {
      URI uri = URI.create(text);
      if (!"https".equals(uri.getScheme())) {
        errors.invalid(path, text, "URL scheme must be https");
      }
      if (uri.getRawUserInfo() != null) {
        errors.invalid(path, text, "URL must not contain a username or password");
      }
      if (uri.getRawQuery() != null && !uri.getRawQuery().isEmpty()) {
        errors.invalid(path, text, "URL must not contain a query");
      }
      if (uri.getRawFragment() != null && !uri.getRawFragment().isEmpty()) {
        errors.invalid(path, text, "URL must not contain a fragment");
      }
      return uri.getHost() == null ? Optional.empty() : Optional.of(uri);
    } catch (IllegalArgumentException e) {
      errors.invalid(path, text, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private List<String> audiences() {
    List<String> meant = issuer.texts("audiences");
    FieldPath path = issuer.path("audiences");
    if (meant.isEmpty()) {
      errors.required(path, "at least one " + path + " is required");
      return meant;
    }
    var seen = new HashSet<String>();
    for (int i = 0; i < meant.size(); i++) {
      if (meant.get(i).isEmpty()) {
        errors.required(path.index(i));
      }
      if (!seen.add(meant.get(i))) {
        errors.duplicate(path.index(i), meant.get(i));
      }
    }
    String policy = issuer.text("audienceMatchPolicy");
    boolean any = policy.equals("MatchAny");
    if (meant.size() > 1 && !any) {
      errors.invalid(
          issuer.path("audienceMatchPolicy"),
          policy,
          "audienceMatchPolicy must be MatchAny for multiple audiences");
    } else if (!policy.isEmpty() && !any) {
      errors.invalid(
          issuer.path("audienceMatchPolicy"),
          policy,
          "audienceMatchPolicy must be empty or MatchAny for single audience");
    }
    return meant;
  }

  private void egress() {
    String type = issuer.text("egressSelectorType");
    if (!type.isEmpty()) {
      errors.invalid(
          issuer.path("egressSelectorType"),
          type,
          "egress selector is not supported by this server");
    }
  }

  private Optional<SSLContext> tls(Optional<URI> address) {
    String pem = issuer.text("certificateAuthority");
    String bundle = pem.isEmpty() ? "" : Base64.getEncoder().encodeToString(pem.getBytes(UTF_8));
    String host = address.map(URI::getHost).orElse("").replaceAll("[\\[\\]]", "");
    try {
      return Optional.of(ClientTls.context(bundle, host));
    } catch (CertificateException e) {
      errors.invalid(
          issuer.path("certificateAuthority"), "<omitted>", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private JwtRules rules(String url, List<String> meant) {
    List<JwtRules.Rule> claimRules = claimRules();
    ConfigNode mappings = node.node("claimMappings").fields("username", "groups", "uid", "extra");
    Mapping username = Mapping.parse(mappings.node("username"), true, true, errors);
    Mapping groups = Mapping.parse(mappings.node("groups"), false, true, errors);
    Mapping uid = Mapping.parse(mappings.node("uid"), false, false, errors);
    Map<String, Program> extra = extra(mappings);
    verified(mappings.node("username"), username, extra, claimRules);
    return new JwtRules(url, meant, username, groups, uid, extra, claimRules, userRules());
  }

  private Map<String, Program> extra(ConfigNode mappings) {
    Map<String, Program> extra = new LinkedHashMap<>();
    var seen = new HashSet<String>();
    for (ConfigNode each : mappings.nodes("extra")) {
      each.fields("key", "valueExpression");
      String key = each.text("key");
      key(each.path("key"), key);
      if (!seen.add(key)) {
        errors.duplicate(each.path("key"), key);
      } else if (!each.has("valueExpression")) {
        errors.required(each.path("valueExpression"));
      } else {
        Claims.overClaims(each.text("valueExpression"), each.path("valueExpression"), errors)
            .ifPresent(program -> extra.put(key, program));
      }
    }
    return extra;
  }

  private void key(FieldPath path, String key) {
    if (key.isEmpty()) {
      errors.required(path);
    } else if (!KEY.matcher(key.toLowerCase(Locale.ROOT)).matches()) {
      errors.invalid(path, key, "must be a domain-prefixed path (such as \"acme.io/foo\")");
    }
    if (!key.equals(key.toLowerCase(Locale.ROOT))) {
      errors.invalid(path, key, "must be lowercase");
    }
    if (RESERVED.matcher(key).matches()) {
      errors.invalid(
          path, key, "k8s.io, kubernetes.io and their subdomains are reserved for Kubernetes use");
    }
  }

  /// Whoever is called by an address must have shown that it is theirs.
  private void verified(
      ConfigNode username,
      Mapping mapping,
      Map<String, Program> extra,
      List<JwtRules.Rule> claimRules) {
    String expression = mapping.expression().map(Program::expression).orElse("");
    boolean looked =
        VERIFIED.matcher(expression).find()
            || extra.values().stream().anyMatch(each -> VERIFIED.matcher(each.expression()).find())
            || claimRules.stream()
                .anyMatch(rule ->
                    rule instanceof JwtRules.Rule.Holds(Program program, String _)
                        && VERIFIED.matcher(program.expression()).find());
    if (EMAIL.matcher(expression).find() && !looked) {
      errors.invalid(
          username.path("expression"),
          expression,
          "claims.email_verified must be used in claimMappings.username.expression or"
              + " claimMappings.extra[*].valueExpression or claimValidationRules[*].expression when"
              + " claims.email is used in claimMappings.username.expression");
    }
  }

  private List<JwtRules.Rule> claimRules() {
    var rules = new ArrayList<JwtRules.Rule>();
    var claims = new HashSet<String>();
    var expressions = new HashSet<String>();
    for (ConfigNode each : node.nodes("claimValidationRules")) {
      each.fields("claim", "requiredValue", "expression", "message");
      String claim = each.text("claim");
      String expression = each.text("expression");
      if (!claim.isEmpty() && !expression.isEmpty()) {
        errors.invalid(each.path(), claim, "claim and expression can't both be set");
      } else if (claim.isEmpty() && expression.isEmpty()) {
        errors.required(each.path(), "claim or expression is required");
      } else if (!claim.isEmpty()) {
        mayNot(each, "message", "claim");
        if (!claims.add(claim)) {
          errors.duplicate(each.path("claim"), claim);
        }
        rules.add(new JwtRules.Rule.Required(claim, each.text("requiredValue")));
      } else {
        mayNot(each, "requiredValue", "expression");
        rule(each, expressions).ifPresent(rules::add);
      }
    }
    return rules;
  }

  private void mayNot(ConfigNode rule, String field, String beside) {
    if (!rule.text(field).isEmpty()) {
      errors.invalid(
          rule.path(field), rule.text(field), "may not be specified when " + beside + " is set");
    }
  }

  private Optional<JwtRules.Rule> rule(ConfigNode rule, Set<String> seen) {
    String expression = rule.text("expression");
    FieldPath path = rule.path("expression");
    if (!seen.add(expression)) {
      errors.duplicate(path, expression);
      return Optional.empty();
    }
    return Claims.condition(Claims.overClaims(expression, path, errors), path, errors)
        .map(program -> new JwtRules.Rule.Holds(program, rule.text("message")));
  }

  private List<JwtRules.Rule> userRules() {
    var rules = new ArrayList<JwtRules.Rule>();
    var seen = new HashSet<String>();
    for (ConfigNode each : node.nodes("userValidationRules")) {
      each.fields("expression", "message");
      String expression = each.text("expression");
      FieldPath path = each.path("expression");
      if (expression.isEmpty()) {
        errors.required(path);
      } else if (!seen.add(expression)) {
        errors.duplicate(path, expression);
      } else {
        Claims.condition(Claims.overUser(expression, path, errors), path, errors)
            .ifPresent(
                program -> rules.add(new JwtRules.Rule.Holds(program, each.text("message"))));
      }
    }
    return rules;
  }
}
