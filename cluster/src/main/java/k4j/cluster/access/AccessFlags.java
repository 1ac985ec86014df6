package k4j.cluster.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import k4j.apiserver.admission.AdmissionChoice;
import k4j.apiserver.admission.AdmissionConfiguration;
import k4j.apiserver.authentication.TokenFile;
import k4j.apiserver.configuration.ConfigFile;
import k4j.apiserver.configuration.ConfigurationException;
import k4j.apiserver.configuration.Reloading;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.encryption.EncryptionConfiguration;
import k4j.apiserver.encryption.kms.KmsEnvelopes;
import k4j.apiserver.encryption.kms.KmsEnvelopes.Outside;
import k4j.apiserver.token.KeyFiles;
import k4j.apiserver.token.SigningKey;
import k4j.apiserver.token.VerifyingKey;
import k4j.client.Surroundings;

/// kube-apiserver's flags of who may come in and of secrets at rest, with what their files say.
public final class AccessFlags {

  private static final Flag ENCRYPTION =
      new Flag(
          "encryption-provider-config",
          "FILE",
          "An EncryptionConfiguration: how secrets lie on disk.");
  private static final Flag RELOAD =
      new Flag(
          "encryption-provider-config-automatic-reload",
          "BOOL",
          "Whether that file is read anew when it changes (false).");
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
  private static final Flag ENABLE =
      new Flag("enable-admission-plugins", "NAME,...", "Admission plugins to switch on.");
  private static final Flag DISABLE =
      new Flag("disable-admission-plugins", "NAME,...", "Admission plugins to switch off.");
  private static final Flag ADMISSION =
      new Flag(
          "admission-control-config-file",
          "FILE",
          "An AdmissionConfiguration: what admission plugins are told.");

  public static final List<Flag> ALL = all();

  private static final String DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

  private final FlagValues values;

  /// @param values by the name of the flag, without dashes
  public AccessFlags(Map<String, String> values) {
    this.values = new FlagValues(values);
  }

  private static List<Flag> all() {
    var all =
        new ArrayList<>(
            List.of(
                ENCRYPTION,
                RELOAD,
                TOKENS,
                SIGNING_KEY,
                KEYS,
                ISSUER,
                AUDIENCES,
                ENABLE,
                DISABLE,
                ADMISSION));
    all.addAll(AuthenticationFlags.ALL);
    all.addAll(AuthorizationFlags.ALL);
    return List.copyOf(all);
  }

  /// Which admission plugins are on.
  ///
  /// @throws ConfigurationException where there is no such plugin, or their file is wrong
  public AdmissionChoice admission() {
    AdmissionChoice choice = AdmissionChoice.of(values.list(ENABLE), values.list(DISABLE));
    if (!values.has(ADMISSION)) {
      return choice;
    }
    try {
      return choice.withConfiguration(AdmissionConfiguration.read(Path.of(value(ADMISSION))));
    } catch (ConfigurationException e) {
      throw FlagValues.failure(ADMISSION, e);
    }
  }

  AuthenticationFlags authentication() {
    return new AuthenticationFlags(values);
  }

  AuthorizationFlags authorization() {
    return new AuthorizationFlags(values);
  }

  private String value(Flag flag) {
    return values.text(flag);
  }

  private List<String> list(Flag flag) {
    return values.list(flag);
  }

  /// How values lie on disk.
  ///
  /// @param outside what plugins for keys take
  /// @param closing takes what must be ended with the cluster
  /// @throws ConfigurationException where the flags or the file are wrong, or a plugin is not there
  public Encryption encryption(
      Surroundings surroundings, Outside outside, Consumer<AutoCloseable> closing) {
    boolean reloads = values.bool(RELOAD, false);
    if (!values.has(ENCRYPTION)) {
      if (reloads) {
        throw new ConfigurationException(
            "--encryption-provider-config-automatic-reload must be set with"
                + " --encryption-provider-config");
      }
      return Encryption.none();
    }
    Path file = Path.of(value(ENCRYPTION));
    try {
      byte[] content = ConfigFile.bytes(file);
      EncryptionConfiguration first = configuration(content, outside);
      Encryption encryption = reloads ? Encryption.changing(first) : Encryption.of(first);
      closing.accept(encryption);
      if (reloads) {
        closing.accept(
            Reloading.after(
                file,
                content,
                bytes -> encryption.configure(configuration(bytes, outside)),
                surroundings.timer(),
                task -> Thread.ofVirtual().name("encryption-reload").start(task)));
      }
      return encryption;
    } catch (ConfigurationException e) {
      throw FlagValues.failure(ENCRYPTION, e);
    }
  }

  private static EncryptionConfiguration configuration(byte[] file, Outside outside) {
    return EncryptionConfiguration.parse(
        file,
        outside.random(),
        (name, socket, timeout) -> KmsEnvelopes.connect(name, socket, timeout, outside));
  }

  Optional<TokenFile> tokenFile() {
    if (value(TOKENS).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new TokenFile(Files.readString(Path.of(value(TOKENS))), audiences()));
    } catch (IOException | ConfigurationException e) {
      throw FlagValues.failure(TOKENS, e);
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
      throw FlagValues.failure(SIGNING_KEY, e);
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
        throw FlagValues.failure(KEYS, e);
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
}
