package k4j.apiserver.encryption;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import k4j.api.json.JsonObject;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.configuration.ConfigFile;
import k4j.apiserver.configuration.ConfigNode;
import k4j.apiserver.configuration.ConfigurationException;

/// What a file of the kind EncryptionConfiguration says (`--encryption-provider-config`).
public final class EncryptionConfiguration {

  private static final List<Integer> AES_SIZES = List.of(16, 24, 32);
  private static final List<Integer> BOX_SIZES = List.of(32);

  private static final long TIMEOUT_MILLIS = 3000;

  private final RandomGenerator random;
  private final Envelopes.Plugins connect;
  private final List<Envelopes> plugins = new ArrayList<>();
  private final Set<String> pluginNames = new HashSet<>();
  private final FieldErrors errors = new FieldErrors();
  private final Map<String, Providers> byResource = new HashMap<>();

  private EncryptionConfiguration(RandomGenerator random, Envelopes.Plugins connect) {
    this.random = random;
    this.connect = connect;
  }

  /// @param random makes initial vectors and nonces
  /// @param plugins connects to plugins that the file names
  /// @throws k4j.apiserver.configuration.ConfigurationException where it is wrong
  public static EncryptionConfiguration parse(
      byte[] file, RandomGenerator random, Envelopes.Plugins plugins) {
    JsonObject json = ConfigFile.parse(file);
    var configuration = new EncryptionConfiguration(random, plugins);
    configuration.read(
        ConfigNode.root(
            json,
            "EncryptionConfiguration",
            Set.of("apiserver.config.k8s.io/v1", "apiserver.config.k8s.io/v1alpha1", "v1")));
    try {
      ConfigNode.refuse(configuration.errors);
      configuration.refuseIll();
      return configuration;
    } catch (ConfigurationException wrong) {
      configuration.close();
      throw wrong;
    }
  }

  /// What lies on disk is read when the server starts, so its plugins have to be there.
  private void refuseIll() {
    for (Envelopes each : plugins) {
      if (!each.problem().isEmpty()) {
        throw new ConfigurationException(each.problem());
      }
    }
  }

  List<Envelopes> plugins() {
    return List.copyOf(plugins);
  }

  void close() {
    plugins.forEach(Envelopes::close);
  }

  Map<String, Providers> byResource() {
    return byResource;
  }

  private void read(ConfigNode root) {
    List<ConfigNode> sections = root.fields("resources").nodes("resources");
    if (sections.isEmpty()) {
      errors.required(root.path("resources"), "at least one resources is required");
    }
    for (ConfigNode section : sections) {
      section.fields("resources", "providers");
      List<String> resources = section.texts("resources");
      FieldPath path = section.path("resources");
      if (resources.isEmpty()) {
        errors.required(path, "at least one " + path + " is required");
      }
      ResourceNames.validate(resources, path, errors);
      List<ConfigNode> given = section.nodes("providers");
      if (given.isEmpty()) {
        FieldPath providers = section.path("providers");
        errors.required(providers, "at least one " + providers + " is required");
        continue;
      }
      var providers = new Providers(given.stream().map(this::provider).toList());
      for (String resource : resources) {
        byResource.putIfAbsent(ResourceNames.key(resource), providers); // the first one counts
      }
    }
  }

  private Provider provider(ConfigNode node) {
    node.fields("aesgcm", "aescbc", "secretbox", "identity", "kms");
    long named =
        List.of("aesgcm", "aescbc", "secretbox", "identity", "kms").stream()
            .filter(node::has)
            .count();
    if (named > 1) {
      errors.invalid(
          node.path(),
          "",
          "more than one provider specified in a single element, should split into different list"
              + " elements");
    } else if (node.has("aesgcm")) {
      return keyed(node.node("aesgcm"), "aesgcm", "AES", AES_SIZES);
    } else if (node.has("aescbc")) {
      return keyed(node.node("aescbc"), "aescbc", "AES", AES_SIZES);
    } else if (node.has("secretbox")) {
      return keyed(node.node("secretbox"), "secretbox", "Secretbox", BOX_SIZES);
    } else if (node.has("kms")) {
      return kms(node.node("kms"));
    } else if (!node.has("identity")) {
      errors.invalid(
          node.path(),
          "",
          "provider does not contain any of the expected providers: KMS, AESGCM, AESCBC,"
              + " Secretbox, Identity");
    } else {
      node.node("identity").fields();
    }
    return new Provider.Identity();
  }

  private Provider kms(ConfigNode node) {
    node.fields("name", "apiVersion", "endpoint", "timeout", "cachesize");
    String name = node.text("name");
    String version = node.has("apiVersion") ? node.text("apiVersion") : "v1";
    boolean second = !version.equals("v1");
    if (name.isEmpty()) {
      errors.required(node.path("name"), "name is a mandatory field for a provider");
    }
    if (second && name.contains(":")) {
      errors.invalid(
          node.path("name"),
          name,
          "invalid KMS provider name %s, must not contain ':'".formatted(name));
    }
    if (!pluginNames.add(name)) {
      errors.invalid(
          node.path("name"),
          name,
          "duplicate KMS provider name %s, names must be unique".formatted(name));
    }
    long timeout = node.duration("timeout").map(Duration::toMillis).orElse(TIMEOUT_MILLIS);
    if (timeout <= 0) {
      errors.invalid(
          node.path("timeout"), node.text("timeout"), "timeout should be a positive value");
    }
    String socket = socket(node);
    if (second && node.has("cachesize")) {
      errors.invalid(
          node.path("cachesize"), node.number("cachesize", 0), "cachesize is not supported in v2");
    }
    if (second && !version.equals("v2")) {
      errors.invalid(
          node.path("apiVersion"),
          version,
          "unsupported apiVersion apiVersion for KMS provider, only v1 and v2 are supported");
    }
    if (!errors.isEmpty()) {
      return new Provider.Identity();
    }
    if (!second) {
      throw new ConfigurationException(
          "KMSv1 is deprecated and is not supported by this server. Use KMSv2 instead.");
    }
    Envelopes envelopes = connect.connect(name, socket, timeout);
    plugins.add(envelopes);
    return new Provider.Enveloped("k8s:enc:kms:v2:" + name + ":", envelopes);
  }

  private String socket(ConfigNode node) {
    String endpoint = node.text("endpoint");
    FieldPath path = node.path("endpoint");
    if (endpoint.isEmpty()) {
      errors.invalid(path, "", "endpoint is a mandatory field for a kms");
      return "";
    }
    try {
      URI uri = URI.create(endpoint);
      if (!"unix".equals(uri.getScheme())) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme();
        errors.invalid(
            path,
            endpoint,
            "unsupported scheme \"%s\" for KMS provider, only unix is supported".formatted(scheme));
      }
      return uri.getPath() == null ? "" : uri.getPath();
    } catch (IllegalArgumentException e) {
      errors.invalid(path, endpoint, "invalid endpoint for kms provider, error: " + e.getMessage());
      return "";
    }
  }

  private Provider keyed(ConfigNode node, String kind, String word, List<Integer> sizes) {
    var keys = new ArrayList<Provider.Key>();
    List<ConfigNode> given = node.fields("keys").nodes("keys");
    if (given.isEmpty()) {
      errors.required(node.path("keys"), "at least one keys is required");
      return new Provider.Identity();
    }
    for (ConfigNode key : given) {
      String name = key.fields("name", "secret").text("name");
      if (name.isEmpty()) {
        errors.required(key.path("name"), "name is a mandatory field for a key");
      }
      byte[] secret = secret(key, sizes);
      if (sizes.contains(secret.length)) {
        keys.add(new Provider.Key(name, sealer(kind, secret)));
      }
    }
    return keys.isEmpty()
        ? new Provider.Identity() // there are errors
        : new Provider.Keyed("k8s:enc:" + kind + ":v1:", word, keys);
  }

  private Sealer sealer(String kind, byte[] secret) {
    return switch (kind) {
      case "aesgcm" -> new AesGcm(secret, random);
      case "aescbc" -> new AesCbc(secret, random);
      default -> new SecretBox(secret, random);
    };
  }

  /// The bytes of a key; an error never shows them.
  private byte[] secret(ConfigNode key, List<Integer> sizes) {
    FieldPath path = key.path("secret");
    String text = key.text("secret");
    if (text.isEmpty()) {
      errors.required(path, "secret is a mandatory field for a key");
      return new byte[0];
    }
    try {
      byte[] secret = Base64.getDecoder().decode(text);
      if (!sizes.contains(secret.length)) {
        String expected = sizes.toString().replace(",", "");
        errors.invalid(
            path,
            "REDACTED",
            "secret is not of the expected length, got %d, expected one of %s"
                .formatted(secret.length, expected));
      }
      return secret;
    } catch (IllegalArgumentException _) {
      errors.invalid(path, "REDACTED", "secrets must be base64 encoded");
      return new byte[0];
    }
  }
}
