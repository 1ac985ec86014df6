package k4j.controllers.serviceaccounttoken;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// What a secret of a service account lacks. Pure.
final class SecretTokenPlan {

  static final String TYPE = "kubernetes.io/service-account-token";
  private static final String NAME = "kubernetes.io/service-account.name";
  private static final String UID = "kubernetes.io/service-account.uid";

  private SecretTokenPlan() {}

  static boolean isToken(JsonObject secret) {
    return secret.string("type").equals(TYPE) && !account(secret).isEmpty();
  }

  /// The name of the account that a secret is for.
  static String account(JsonObject secret) {
    return secret.object("metadata").object("annotations").string(NAME);
  }

  /// Whether the secret is for this very account.
  static boolean isOf(JsonObject secret, JsonObject account) {
    String uid = secret.object("metadata").object("annotations").string(UID);
    return uid.isEmpty() || uid.equals(account.object("metadata").string("uid"));
  }

  /// The secret with all that belongs in it; empty where it has that.
  static Optional<JsonObject> completed(
      JsonObject secret, JsonObject account, String authority, Supplier<String> token) {
    JsonObject next = secret;
    next = withData(next, "ca.crt", () -> authority, true);
    next = withData(next, "namespace", () -> account.object("metadata").string("namespace"), false);
    next = withData(next, "token", token, false);
    String uid = account.object("metadata").string("uid");
    if (secret.object("metadata").object("annotations").string(UID).isEmpty()) {
      next = next.withAt(Json.of(uid), "metadata", "annotations", UID);
    }
    return next.equals(secret) ? Optional.empty() : Optional.of(next);
  }

  /// @param always whether what is there must be this too
  private static JsonObject withData(
      JsonObject secret, String key, Supplier<String> value, boolean always) {
    if (!always && !secret.object("data").string(key).isEmpty()) {
      return secret;
    }
    String base64 = Base64.getEncoder().encodeToString(value.get().getBytes(UTF_8));
    return secret.object("data").string(key).equals(base64)
        ? secret
        : secret.withAt(Json.of(base64), "data", key);
  }
}
