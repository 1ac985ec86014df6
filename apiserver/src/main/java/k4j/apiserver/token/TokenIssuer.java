package k4j.apiserver.token;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Status.Cause;
import k4j.api.meta.StatusException;
import k4j.api.meta.Times;
import k4j.api.schema.ResourceName;
import k4j.api.validation.FieldErrors;
import k4j.api.validation.FieldPath;
import k4j.apiserver.authorization.Quoted;
import k4j.apiserver.authorization.Resources;
import k4j.apiserver.registry.Reader;

/// Gives service accounts their tokens (`serviceaccounts/token`).
public final class TokenIssuer {

  private static final String GROUP = "authentication.k8s.io";
  private static final ResourceName RESOURCE = new ResourceName(GROUP, "v1", "TokenRequest");
  private static final long DEFAULT_SECONDS = 3600;
  private static final long SHORTEST_SECONDS = 600;
  private static final long LONGEST_SECONDS = 1L << 32;

  /// What kubelets ask for on behalf of pods. Such tokens live longer, for old programs that read
  /// them only once.
  private static final long WARN_ONLY_SECONDS = 3607;

  private static final Duration EXTENDED = Duration.ofDays(365);

  private final SigningKey key;
  private final String issuer;
  private final List<String> audiences;
  private final Reader reader;
  private final InstantSource clock;
  private final Supplier<String> ids;

  /// @param audiences of the API server itself, for requests that name none
  /// @param ids makes the id of each token
  public TokenIssuer(
      SigningKey key,
      String issuer,
      List<String> audiences,
      Reader reader,
      InstantSource clock,
      Supplier<String> ids) {
    this.key = key;
    this.issuer = issuer;
    this.audiences = List.copyOf(audiences);
    this.reader = reader;
    this.clock = clock;
    this.ids = ids;
  }

  /// The token of a secret of the type `kubernetes.io/service-account-token`.
  public String legacyToken(JsonObject serviceAccount, JsonObject secret) {
    return key.sign(TokenClaims.legacy(serviceAccount, secret));
  }

  /// The request with its token.
  ///
  /// @param request a TokenRequest
  /// @throws StatusException where it asks for what cannot be
  JsonObject issue(String namespace, String name, JsonObject request) {
    JsonObject given = request.object("metadata");
    mustMatch(name, "name", given.string("name"), name, "service account name");
    mustMatch(name, "namespace", given.string("namespace"), namespace, "service account namespace");
    JsonObject account =
        reader
            .get(Resources.SERVICE_ACCOUNTS, namespace, name)
            .orElseThrow(() -> StatusException.notFound(Resources.SERVICE_ACCOUNTS, name));
    String uid = account.object("metadata").string("uid");
    if (given.has("uid") && !given.string("uid").equals(uid)) {
      throw StatusException.conflict(
          RESOURCE,
          name,
          "the UID in the token request ("
              + given.string("uid")
              + ") does not match the UID of the service account ("
              + uid
              + ")");
    }
    Instant now = Times.seconds(clock.instant());
    JsonObject spec = completed(request.object("spec"));
    validate(spec);
    JsonObject bound = bound(namespace, name, spec.object("boundObjectRef"));
    long seconds = spec.integer("expirationSeconds");
    JsonObject claims =
        TokenClaims.of(
            issuer,
            ids.get(),
            account,
            bound,
            spec.array("audiences").strings(),
            term(now, seconds, bound.has("pod"), spec.array("audiences").strings()));
    JsonObject metadata =
        given
            .with("name", name)
            .with("namespace", namespace)
            .with("uid", uid)
            .with("creationTimestamp", Times.format(now));
    JsonObject status =
        JsonObject.builder()
            .put("expirationTimestamp", Times.format(now.plusSeconds(seconds)))
            .put("token", key.sign(claims))
            .build();
    return request.with("metadata", metadata).with("spec", spec).with("status", status);
  }

  private static void mustMatch(
      String name, String field, String given, String wanted, String what) {
    if (!given.isEmpty() && !given.equals(wanted)) {
      var errors = new FieldErrors();
      errors.invalid(
          FieldPath.of("metadata").child(field), given, "must match the " + what + " if specified");
      throw invalid(name, errors.causes());
    }
  }

  private static StatusException invalid(String name, List<Cause> causes) {
    return StatusException.invalid(GROUP, "TokenRequest", name, causes);
  }

  private JsonObject completed(JsonObject spec) {
    JsonObject out =
        spec.array("audiences").isEmpty()
            ? spec.with("audiences", JsonArray.ofStrings(audiences))
            : spec;
    return out.has("expirationSeconds") ? out : out.with("expirationSeconds", DEFAULT_SECONDS);
  }

  private static void validate(JsonObject spec) {
    var errors = new FieldErrors();
    FieldPath path = FieldPath.of("spec").child("expirationSeconds");
    long seconds = spec.integer("expirationSeconds");
    if (seconds < SHORTEST_SECONDS) {
      errors.invalid(path, seconds, "may not specify a duration less than 10 minutes");
    }
    if (seconds > LONGEST_SECONDS) {
      errors.invalid(path, seconds, "may not specify a duration larger than 2^32 seconds");
    }
    if (!errors.isEmpty()) {
      throw invalid("", errors.causes());
    }
  }

  private TokenClaims.Term term(
      Instant now, long seconds, boolean ofPod, List<String> tokenAudiences) {
    boolean extended =
        ofPod && seconds == WARN_ONLY_SECONDS && audiences.containsAll(tokenAudiences);
    Instant end = now.plusSeconds(seconds);
    return extended
        ? new TokenClaims.Term(now, now.plus(EXTENDED), end)
        : new TokenClaims.Term(now, end, Instant.MAX);
  }

  /// What the token is bound to, by kind.
  private JsonObject bound(String namespace, String account, JsonObject reference) {
    if (reference.isEmpty()) {
      return JsonObject.EMPTY;
    }
    return switch (reference.string("apiVersion") + "/" + reference.string("kind")) {
      case "v1/Pod" -> boundToPod(account, find(Resources.PODS, namespace, reference, "Pod"));
      case "v1/Node" -> JsonObject.EMPTY.with("node", find(Resources.NODES, "", reference, "Node"));
      case "v1/Secret" ->
          JsonObject.EMPTY.with("secret", find(Resources.SECRETS, namespace, reference, "Secret"));
      default ->
          throw StatusException.badRequest("cannot bind token to object of type " + gvk(reference));
    };
  }

  private static String gvk(JsonObject reference) {
    String apiVersion = reference.string("apiVersion");
    return (apiVersion.contains("/") ? apiVersion : "/" + apiVersion)
        + ", Kind="
        + reference.string("kind");
  }

  private JsonObject boundToPod(String account, JsonObject pod) {
    if (!pod.object("spec").string("serviceAccountName").equals(account)) {
      throw StatusException.badRequest(
          "cannot bind token for serviceaccount "
              + Quoted.text(account)
              + " to pod running with different serviceaccount name.");
    }
    JsonObject bound = JsonObject.EMPTY.with("pod", pod);
    String node = pod.object("spec").string("nodeName");
    if (node.isEmpty()) {
      return bound;
    }
    JsonObject unknown = JsonObject.EMPTY.with("metadata", JsonObject.EMPTY.with("name", node));
    return bound.with("node", reader.get(Resources.NODES, "", node).orElse(unknown));
  }

  private JsonObject find(
      ResourceName resource, String namespace, JsonObject reference, String kind) {
    String name = reference.string("name");
    Optional<JsonObject> object = reader.get(resource, namespace, name);
    if (object.isEmpty()) {
      throw StatusException.notFound(resource, name);
    }
    String uid = reference.string("uid");
    if (!uid.isEmpty() && !uid.equals(object.get().object("metadata").string("uid"))) {
      throw StatusException.conflict(
          new ResourceName("", "v1", kind),
          name,
          "the UID in the bound object reference ("
              + uid
              + ") does not match the UID in record. The object might have been deleted and then"
              + " recreated");
    }
    return object.get();
  }
}
