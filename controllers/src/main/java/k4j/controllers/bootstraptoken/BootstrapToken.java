package k4j.controllers.bootstraptoken;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// A secret by which a new node joins. Pure.
record BootstrapToken(JsonObject secret) {

  static final String TYPE = "bootstrap.kubernetes.io/token";

  String data(String key) {
    try {
      return new String(Base64.getDecoder().decode(secret.object("data").string(key)), UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  /// When it ends; empty where it never does.
  Optional<Instant> end() {
    String text = data("expiration");
    return text.isEmpty() ? Optional.empty() : Optional.of(Times.parse(text).orElse(Instant.MIN));
  }

  boolean isOver(Instant now) {
    return end().filter(end -> !now.isBefore(end)).isPresent();
  }

  /// Whether it vouches for what newcomers are told of the cluster.
  boolean signs(Instant now) {
    return secret.string("type").equals(TYPE)
        && secret.object("metadata").string("name").equals("bootstrap-token-" + data("token-id"))
        && data("usage-bootstrap-signing").equals("true")
        && !data("token-secret").isEmpty()
        && !isOver(now);
  }
}
