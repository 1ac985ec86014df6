package k4j.apiserver.token;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;
import k4j.api.schema.ResourceName;
import k4j.apiserver.authentication.User;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Checks that all that a token speaks of still exists, and says whom it stands for.
final class TokenBinding {

  private static final String EXTRA = "authentication.kubernetes.io/";
  private static final Duration LEEWAY = Duration.ofMinutes(1);

  private final Reader reader;
  private final LegacyTokenUse use;

  /// Whom a token stands for, or why it stands for nobody.
  sealed interface Bound {
    record To(User user) implements Bound {}

    record Broken(String reason) implements Bound {}
  }

  TokenBinding(Reader reader, LegacyTokenUse use) {
    this.reader = reader;
    this.use = use;
  }

  /// @param claims of a token whose signature and times are good
  Bound user(JsonObject claims, Instant now) {
    JsonObject about = claims.object(TokenClaims.PRIVATE);
    String namespace = about.string("namespace");
    JsonObject account = about.object("serviceaccount");
    Optional<JsonObject> existing =
        reader.get(Resources.SERVICE_ACCOUNTS, namespace, account.string("name"));
    if (existing.isEmpty()) {
      return new Bound.Broken("serviceaccounts \"" + account.string("name") + "\" not found");
    }
    JsonObject metadata = existing.get().object("metadata");
    if (!metadata.string("uid").equals(account.string("uid"))) {
      return new Bound.Broken(
          "service account UID ("
              + metadata.string("uid")
              + ") does not match claim ("
              + account.string("uid")
              + ")");
    }
    if (isDeleted(existing.get(), now)) {
      return new Bound.Broken(
          "service account " + namespace + "/" + account.string("name") + " has been deleted");
    }
    JsonObject pod = about.object("pod");
    JsonObject node = about.object("node");
    String problem = problem(Resources.SECRETS, namespace, about.object("secret"), now);
    if (problem.isEmpty()) {
      problem = problem(Resources.PODS, namespace, pod, now);
    }
    if (problem.isEmpty() && pod.isEmpty()) {
      problem = problem(Resources.NODES, "", node, now);
    }
    return problem.isEmpty()
        ? new Bound.To(user(namespace, account, extra(claims, pod, node)))
        : new Bound.Broken(problem);
  }

  private static Map<String, List<String>> extra(
      JsonObject claims, JsonObject pod, JsonObject node) {
    var extra = new HashMap<String, List<String>>();
    put(extra, "pod-name", pod.string("name"));
    put(extra, "pod-uid", pod.string("uid"));
    put(extra, "node-name", node.string("name"));
    put(extra, "node-uid", node.string("uid"));
    String id = claims.string("jti");
    put(extra, "credential-id", id.isEmpty() ? "" : "JTI=" + id);
    return extra;
  }

  private static void put(Map<String, List<String>> extra, String name, String value) {
    if (!value.isEmpty()) {
      extra.put(EXTRA + name, List.of(value));
    }
  }

  private static User user(String namespace, JsonObject account, Map<String, List<String>> extra) {
    return new User(
        "system:serviceaccount:" + namespace + ":" + account.string("name"),
        account.string("uid"),
        List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace),
        extra);
  }

  private String problem(
      ResourceName resource, String namespace, JsonObject reference, Instant now) {
    if (reference.isEmpty()) {
      return "";
    }
    Optional<JsonObject> object = reader.get(resource, namespace, reference.string("name"));
    if (object.isEmpty() || isDeleted(object.get(), now)) {
      return "service account token has been invalidated";
    }
    String uid = object.get().object("metadata").string("uid");
    if (!uid.equals(reference.string("uid"))) {
      String kind = resource.plural().substring(0, resource.plural().length() - 1);
      String word = kind.substring(0, 1).toUpperCase(Locale.ROOT) + kind.substring(1);
      return (kind.equals("secret") ? kind : word)
          + " UID ("
          + uid
          + ") does not match service account "
          + kind
          + " ref claim ("
          + reference.string("uid")
          + ")";
    }
    return "";
  }

  /// What is being deleted counts as gone once its time is over.
  private static boolean isDeleted(JsonObject object, Instant now) {
    return Times.in(object.object("metadata"), "deletionTimestamp")
        .filter(end -> end.isBefore(now.minus(LEEWAY)))
        .isPresent();
  }

  /// A token that lives in a secret, without times.
  Bound legacyUser(String token, JsonObject claims) {
    String prefix = "kubernetes.io/serviceaccount/";
    String namespace = claims.string(prefix + "namespace");
    String secretName = claims.string(prefix + "secret.name");
    String name = claims.string(prefix + "service-account.name");
    String uid = claims.string(prefix + "service-account.uid");
    if (!claims.string("sub").equals("system:serviceaccount:" + namespace + ":" + name)) {
      return new Bound.Broken("sub claim is invalid");
    }
    Optional<JsonObject> secret = reader.get(Resources.SECRETS, namespace, secretName);
    if (secret.isEmpty() || secret.get().object("metadata").has("deletionTimestamp")) {
      return new Bound.Broken("Token has been invalidated");
    }
    if (!holds(secret.get(), token)) {
      return new Bound.Broken("Token does not match server's copy");
    }
    Optional<JsonObject> account = reader.get(Resources.SERVICE_ACCOUNTS, namespace, name);
    if (account.isEmpty()) {
      return new Bound.Broken("serviceaccounts \"" + name + "\" not found");
    }
    JsonObject metadata = account.get().object("metadata");
    if (metadata.has("deletionTimestamp")) {
      return new Bound.Broken("ServiceAccount " + namespace + "/" + name + " has been deleted");
    }
    if (!metadata.string("uid").equals(uid)) {
      return new Bound.Broken(
          "ServiceAccount UID (" + metadata.string("uid") + ") does not match claim (" + uid + ")");
    }
    String problem = use.note(secret.get(), account.get());
    if (!problem.isEmpty()) {
      return new Bound.Broken(problem);
    }
    JsonObject reference = JsonObject.EMPTY.with("name", name).with("uid", uid);
    return new Bound.To(user(namespace, reference, Map.of()));
  }

  private static boolean holds(JsonObject secret, String token) {
    String stored = secret.object("data").string("token");
    byte[] given = Base64.getEncoder().encode(token.getBytes(StandardCharsets.UTF_8));
    return MessageDigest.isEqual(stored.getBytes(StandardCharsets.UTF_8), given);
  }
}
