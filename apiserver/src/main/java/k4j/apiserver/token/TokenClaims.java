package k4j.apiserver.token;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonString;
import org.jspecify.annotations.Nullable;

/// What a service account token says. Pure.
final class TokenClaims {

  static final String LEGACY_ISSUER = "kubernetes/serviceaccount";
  static final String PRIVATE = "kubernetes.io";

  /// How far clocks may differ.
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  private TokenClaims() {}

  /// When a token is good.
  ///
  /// @param warnAfter from when on its use is worth a warning; [Instant#MAX] for never
  record Term(Instant from, Instant until, Instant warnAfter) {}

  /// @param bound `pod`, `secret` or `node` with the object, for those that the token is bound to
  static JsonObject of(
      String issuer,
      String id,
      JsonObject serviceAccount,
      JsonObject bound,
      List<String> audiences,
      Term term) {
    JsonObject metadata = serviceAccount.object("metadata");
    String namespace = metadata.string("namespace");
    var kubernetes =
        JsonObject.builder()
            .put("namespace", namespace)
            .put("serviceaccount", reference(serviceAccount));
    bound.forEach((kind, object) -> kubernetes.put(kind, reference((JsonObject) object)));
    if (!term.warnAfter().equals(Instant.MAX)) {
      kubernetes.put("warnafter", term.warnAfter().getEpochSecond());
    }
    return JsonObject.builder()
        .put("aud", JsonArray.ofStrings(audiences))
        .put("exp", term.until().getEpochSecond())
        .put("iat", term.from().getEpochSecond())
        .put("iss", issuer)
        .put("jti", id)
        .put(PRIVATE, kubernetes.build())
        .put("nbf", term.from().getEpochSecond())
        .put("sub", "system:serviceaccount:" + namespace + ":" + metadata.string("name"))
        .build();
  }

  /// A token without an end, which lives as long as its secret.
  static JsonObject legacy(JsonObject serviceAccount, JsonObject secret) {
    JsonObject account = serviceAccount.object("metadata");
    String prefix = "kubernetes.io/serviceaccount/";
    String namespace = account.string("namespace");
    return JsonObject.builder()
        .put("iss", LEGACY_ISSUER)
        .put(prefix + "namespace", namespace)
        .put(prefix + "secret.name", secret.object("metadata").string("name"))
        .put(prefix + "service-account.name", account.string("name"))
        .put(prefix + "service-account.uid", account.string("uid"))
        .put("sub", "system:serviceaccount:" + namespace + ":" + account.string("name"))
        .build();
  }

  private static JsonObject reference(JsonObject object) {
    JsonObject metadata = object.object("metadata");
    var out = JsonObject.builder().put("name", metadata.string("name"));
    if (metadata.has("uid")) {
      out.put("uid", metadata.string("uid"));
    }
    return out.build();
  }

  static List<String> audiences(JsonObject claims) {
    return claims.get("aud") instanceof JsonString one
        ? List.of(one.value())
        : claims.array("aud").strings();
  }

  /// Why the token is not good at this moment; empty where it is.
  static String problem(JsonObject claims, Instant now) {
    if (after(claims.get("exp"), claims.integer("exp"), now.minus(LEEWAY), false)) {
      return "service account token has expired";
    }
    if (after(claims.get("nbf"), claims.integer("nbf"), now.plus(LEEWAY), true)) {
      return "service account token is not valid yet";
    }
    if (after(claims.get("iat"), claims.integer("iat"), now.plus(LEEWAY), true)) {
      return "service account token is issued in the future";
    }
    return "";
  }

  /// Whether a point in time that is given lies after now, or else before.
  private static boolean after(@Nullable Json given, long seconds, Instant now, boolean later) {
    if (given == null) {
      return false;
    }
    Instant point = Instant.ofEpochSecond(seconds);
    return later ? point.isAfter(now) : point.isBefore(now);
  }
}
