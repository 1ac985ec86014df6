package k4j.cluster.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration.Terms;
import k4j.apiserver.configuration.ConfigurationException;

/// kube-apiserver's older flags of one OpenID provider, which say less than a file.
final class OidcFlags {

  private static final Flag ISSUER =
      new Flag("oidc-issuer-url", "URL", "An OpenID provider, with https://.");
  private static final Flag CLIENT =
      new Flag("oidc-client-id", "ID", "Whom the provider's tokens are meant for.");
  private static final Flag AUTHORITY =
      new Flag("oidc-ca-file", "FILE", "Who vouches for the provider (this machine's own).");
  private static final Flag USERNAME =
      new Flag("oidc-username-claim", "CLAIM", "What of a token is the user's name (sub).");
  private static final Flag USERNAME_PREFIX =
      new Flag("oidc-username-prefix", "TEXT", "What goes before it; '-' for nothing.");
  private static final Flag GROUPS =
      new Flag("oidc-groups-claim", "CLAIM", "What of a token are the user's groups.");
  private static final Flag GROUPS_PREFIX =
      new Flag("oidc-groups-prefix", "TEXT", "What goes before each of them.");
  private static final Flag ALGORITHMS =
      new Flag("oidc-signing-algs", "ALG,...", "How tokens may be signed (RS256).");
  private static final Flag REQUIRED =
      new Flag("oidc-required-claim", "KEY=VALUE,...", "What tokens must say.");

  static final List<Flag> ALL =
      List.of(
          ISSUER,
          CLIENT,
          AUTHORITY,
          USERNAME,
          USERNAME_PREFIX,
          GROUPS,
          GROUPS_PREFIX,
          ALGORITHMS,
          REQUIRED);

  private final FlagValues values;

  OidcFlags(FlagValues values) {
    this.values = values;
  }

  boolean given() {
    return values.hasAny(ALL);
  }

  /// @throws ConfigurationException where there is one that nobody knows
  Set<String> algorithms() {
    if (!values.has(ALGORITHMS)) {
      return Set.of("RS256");
    }
    for (String each : values.list(ALGORITHMS)) {
      if (!Terms.ALGORITHMS.contains(each)) {
        throw new ConfigurationException("oidc: unsupported signing alg: \"%s\"".formatted(each));
      }
    }
    return Set.copyOf(values.list(ALGORITHMS));
  }

  /// What the flags say, as a file would say it; empty where they say nothing.
  ///
  /// @throws ConfigurationException where they say too little
  Optional<JsonObject> configuration() {
    if (!given()) {
      return Optional.empty();
    }
    if (values.text(ISSUER).isEmpty() || values.text(CLIENT).isEmpty()) {
      throw new ConfigurationException(
          "oidc-issuer-url and oidc-client-id must be specified together when any oidc-* flags are"
              + " set");
    }
    JsonObject provider =
        JsonObject.EMPTY.with("issuer", issuer()).with("claimMappings", mappings());
    if (values.has(REQUIRED)) {
      provider = provider.with("claimValidationRules", required());
    }
    return Optional.of(
        JsonObject.EMPTY
            .with("apiVersion", "apiserver.config.k8s.io/v1")
            .with("kind", "AuthenticationConfiguration")
            .with("jwt", JsonArray.of(provider)));
  }

  private JsonObject issuer() {
    JsonObject issuer =
        JsonObject.EMPTY
            .with("url", values.text(ISSUER))
            .with("audiences", JsonArray.of(Json.of(values.text(CLIENT))));
    return values.has(AUTHORITY)
        ? issuer.with(
            "certificateAuthority", AuthenticationFlags.text(AUTHORITY, values.text(AUTHORITY)))
        : issuer;
  }

  private JsonObject mappings() {
    JsonObject mappings =
        JsonObject.EMPTY.with(
            "username",
            JsonObject.EMPTY
                .with("claim", values.text(USERNAME, "sub"))
                .with("prefix", usernamePrefix()));
    return values.has(GROUPS)
        ? mappings.with(
            "groups",
            JsonObject.EMPTY
                .with("claim", values.text(GROUPS))
                .with("prefix", values.text(GROUPS_PREFIX)))
        : mappings;
  }

  /// Names other than addresses are told apart by their provider.
  private String usernamePrefix() {
    String prefix = values.text(USERNAME_PREFIX);
    if (prefix.isEmpty() && !values.text(USERNAME, "sub").equals("email")) {
      return values.text(ISSUER) + "#";
    }
    return prefix.equals("-") ? "" : prefix;
  }

  private JsonArray required() {
    return JsonArray.of(
        values.list(REQUIRED).stream()
            .<Json>map(pair -> {
              int sign = pair.indexOf('=');
              if (sign < 0) {
                throw new ConfigurationException(
                    "invalid argument \"%s\" for \"--oidc-required-claim\" flag: malformed pair,"
                            .formatted(pair)
                        + " expect string=string");
              }
              return JsonObject.EMPTY
                  .with("claim", pair.substring(0, sign).strip())
                  .with("requiredValue", pair.substring(sign + 1).strip());
            })
            .toList());
  }
}
