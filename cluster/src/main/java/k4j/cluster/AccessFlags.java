package k4j.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import k4j.apiserver.authentication.TokenFile;
import k4j.apiserver.authentication.jwt.AuthenticationConfiguration;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.AuthorizerChain;
import k4j.apiserver.authorization.webhook.ChangingAuthorizer;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.configuration.Reloading;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.encryption.EncryptionConfiguration;
import k4j.apiserver.token.KeyFiles;
import k4j.apiserver.token.SigningKey;
import k4j.apiserver.token.VerifyingKey;
import k4j.client.Surroundings;
import k4j.cluster.ServerFlags.Flag;

/// kube-apiserver's flags of who may come in and of secrets at rest, with what their files say.
public final class AccessFlags {

  private static final Flag ENCRYPTION =
      new Flag(
          "encryption-provider-config",
          "FILE",
          "An EncryptionConfiguration: how secrets lie on disk.");
  private static final Flag TOKENS =
      new Flag("token-auth-file", "FILE", "Users by bearer token: lines of token,name,uid,groups.");
  private static final Flag SIGNING_KEY =
      new Flag(
          "service-account-signing-key-file", "FILE", "The key that signs service account tokens.");
  private static final Flag KEYS =
      new Flag(
          "service-account-key-file",
          "FILE,...",
          "More keys whose service account tokens are believed.");
  private static final Flag ISSUER =
      new Flag("service-account-issuer", "URL,...", "Who signs tokens; more are only believed.");
  private static final Flag AUDIENCES =
      new Flag("api-audiences", "NAME,...", "Whom tokens for this server are meant for.");
  private static final Flag ANONYMOUS =
      new Flag("anonymous-auth", "BOOL", "Whether requests without credentials are let in (true).");

  private static final Flag AUTHORIZATION =
      new Flag(
          "authorization-config",
          "FILE",
          "An AuthorizationConfiguration: who is asked who may do what.");

  private static final Flag AUTHENTICATION =
      new Flag(
          "authentication-config",
          "FILE",
          "An AuthenticationConfiguration: OpenID providers, and who may come unnamed.");

  public static final List<Flag> ALL =
      List.of(
          ENCRYPTION,
          TOKENS,
          AUTHENTICATION,
          AUTHORIZATION,
          SIGNING_KEY,
          KEYS,
          ISSUER,
          AUDIENCES,
          ANONYMOUS);

  private static final String DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

  private final Map<String, String> values;

  AccessFlags(Map<String, String> values) {
    this.values = values;
  }

  private String value(Flag flag) {
    return values.getOrDefault(flag.name(), "");
  }

  private List<String> list(Flag flag) {
    return value(flag).isEmpty() ? List.of() : List.of(value(flag).split(","));
  }

  /// The failure of a start, with the flag that is to blame.
  private static ClusterFailure failure(Flag flag, Exception why) {
    return new ClusterFailure("--%s: %s".formatted(flag.name(), why.getMessage()), why);
  }

  /// How values lie on disk; the file is read anew when it changes.
  Encryption encryption(Surroundings surroundings, Parts parts) {
    Encryption encryption = Encryption.none();
    if (value(ENCRYPTION).isEmpty()) {
      return encryption;
    }
    RandomGenerator random = surroundings.random();
    try {
      parts.add(
          Reloading.of(
              Path.of(value(ENCRYPTION)),
              bytes -> encryption.configure(EncryptionConfiguration.parse(bytes, random)),
              surroundings.timer()));
      return encryption;
    } catch (ConfigurationException e) {
      throw failure(ENCRYPTION, e);
    }
  }

  /// The authorizers of a file, which is read anew when it changes; empty where there is none.
  ///
  /// @param parse makes them of the file
  Optional<Authorizer> authorizer(
      Function<byte[], List<Authorizer>> parse, Surroundings surroundings, Parts parts) {
    if (value(AUTHORIZATION).isEmpty()) {
      return Optional.empty();
    }
    var changing = new ChangingAuthorizer(AuthorizerChain.first());
    try {
      parts.add(
          Reloading.of(
              Path.of(value(AUTHORIZATION)),
              bytes -> changing.change(parse.apply(bytes)),
              surroundings.timer()));
      return Optional.of(changing);
    } catch (ConfigurationException e) {
      throw failure(AUTHORIZATION, e);
    }
  }

  Optional<TokenFile> tokenFile() {
    if (value(TOKENS).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TokenFile(Files.readString(Path.of(value(TOKENS))), audiences()));
    } catch (IOException | ConfigurationException e) {
      throw failure(TOKENS, e);
    }
  }

  /// The key that signs tokens; empty where it is the cluster's own.
  Optional<SigningKey> signingKey() {
    if (value(SIGNING_KEY).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new SigningKey(KeyFiles.pair(Files.readString(Path.of(value(SIGNING_KEY))))));
    } catch (IOException | GeneralSecurityException e) {
      throw failure(SIGNING_KEY, e);
    }
  }

  /// The keys whose tokens are believed besides.
  List<VerifyingKey> otherKeys() {
    var keys = new ArrayList<VerifyingKey>();
    for (String file : list(KEYS)) {
      try {
        KeyFiles.publicKeys(Files.readString(Path.of(file)))
            .forEach(key -> keys.add(VerifyingKey.of(key)));
      } catch (IOException | GeneralSecurityException e) {
        throw failure(KEYS, e);
      }
    }
    return keys;
  }

  /// The first one signs.
  List<String> issuers() {
    return list(ISSUER).isEmpty() ? List.of(DEFAULT_ISSUER) : list(ISSUER);
  }

  List<String> audiences() {
    return list(AUDIENCES).isEmpty() ? issuers() : list(AUDIENCES);
  }

  /// What a file says of OpenID providers and of the unnamed; empty where there is none.
  Optional<AuthenticationConfiguration.Parsed> authentication(InstantSource clock) {
    if (value(AUTHENTICATION).isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] file = Files.readAllBytes(Path.of(value(AUTHENTICATION)));
      return Optional.of(new AuthenticationConfiguration(audiences(), clock).parse(file));
    } catch (IOException | ConfigurationException e) {
      throw failure(AUTHENTICATION, e);
    }
  }

  boolean anonymous() {
    return switch (value(ANONYMOUS)) {
      case "", "true" -> true;
      case "false" -> false;
      default -> throw failure(ANONYMOUS, new ConfigurationException("must be true or false"));
    };
  }
}
