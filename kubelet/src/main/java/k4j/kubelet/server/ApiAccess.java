package k4j.kubelet.server;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Kind;
import k4j.api.schema.ResourceName;
import k4j.client.Client;
import k4j.client.Unstructured;

/// Asks the API server: TokenReview for who it is, SubjectAccessReview for what it may.
public final class ApiAccess implements Access {

  private static final Kind<Unstructured> TOKEN_REVIEWS =
      Unstructured.kind(
          new ResourceName("authentication.k8s.io", "v1", "tokenreviews"), "TokenReview", false);
  private static final Kind<Unstructured> ACCESS_REVIEWS =
      Unstructured.kind(
          new ResourceName("authorization.k8s.io", "v1", "subjectaccessreviews"),
          "SubjectAccessReview",
          false);
  private static final Duration KEEP_ALLOWED = Duration.ofMinutes(5);
  private static final Duration KEEP_DENIED = Duration.ofSeconds(30);
  private static final int MAX_KEPT = 1000;

  private record User(String name, List<String> groups) {}

  private record Question(User user, String verb, String subresource) {}

  private record Answer(boolean allowed, Instant until) {}

  private final Client client;
  private final String nodeName;
  private final InstantSource clock;
  private final Map<Question, Answer> answers = new ConcurrentHashMap<>();

  public ApiAccess(Client client, String nodeName, InstantSource clock) {
    this.client = client;
    this.nodeName = nodeName;
    this.clock = clock;
  }

  @Override
  public Decision decide(
      List<X509Certificate> certificates, String bearerToken, String method, String path) {
    Optional<User> user =
        certificates.isEmpty() ? byToken(bearerToken) : byCertificate(certificates.getFirst());
    if (user.isEmpty()) {
      return new Decision.Unknown();
    }
    Question question = new Question(user.get(), verb(method), subresource(path));
    return allowed(question)
        ? new Decision.Allowed()
        : new Decision.Forbidden(
            "Forbidden (user=%s, verb=%s, resource=nodes, subresource(s)=[%s])"
                .formatted(user.get().name(), question.verb(), question.subresource()));
  }

  private static Optional<User> byCertificate(X509Certificate certificate) {
    String name = "";
    List<String> groups = new ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        switch (rdn.getType()) {
          case "CN" -> name = rdn.getValue().toString();
          case "O" -> groups.add(rdn.getValue().toString());
          default -> {}
        }
      }
    } catch (InvalidNameException _) {
      return Optional.empty();
    }
    groups.add("system:authenticated");
    return name.isEmpty() ? Optional.empty() : Optional.of(new User(name, groups));
  }

  private Optional<User> byToken(String token) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    JsonObject review =
        JsonObject.builder()
            .put("apiVersion", "authentication.k8s.io/v1")
            .put("kind", "TokenReview")
            .put("spec", JsonObject.EMPTY.with("token", token))
            .build();
    JsonObject status =
        client.on(TOKEN_REVIEWS).create(new Unstructured(review)).json().object("status");
    return status.bool("authenticated")
        ? Optional.of(
            new User(
                status.object("user").string("username"),
                status.object("user").array("groups").strings()))
        : Optional.empty();
  }

  private static String verb(String method) {
    return switch (method) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "get";
    };
  }

  private static String subresource(String path) {
    if (path.startsWith("/stats")) {
      return "stats";
    }
    if (path.startsWith("/metrics")) {
      return "metrics";
    }
    return path.startsWith("/logs") ? "log" : "proxy";
  }

  private boolean allowed(Question question) {
    if (question.user().groups().contains("system:masters")) {
      return true;
    }
    Answer kept = answers.get(question);
    Instant now = clock.instant();
    if (kept != null && now.isBefore(kept.until())) {
      return kept.allowed();
    }
    if (answers.size() > MAX_KEPT) {
      answers.clear();
    }
    boolean allowed = ask(question);
    answers.put(question, new Answer(allowed, now.plus(allowed ? KEEP_ALLOWED : KEEP_DENIED)));
    return allowed;
  }

  private boolean ask(Question question) {
    JsonObject attributes =
        JsonObject.builder()
            .put("verb", question.verb())
            .put("version", "v1")
            .put("resource", "nodes")
            .put("subresource", question.subresource())
            .put("name", nodeName)
            .build();
    JsonObject spec =
        JsonObject.builder()
            .put("user", question.user().name())
            .put("groups", JsonArray.ofStrings(question.user().groups()))
            .put("resourceAttributes", attributes)
            .build();
    JsonObject review =
        JsonObject.builder()
            .put("apiVersion", "authorization.k8s.io/v1")
            .put("kind", "SubjectAccessReview")
            .put("spec", spec)
            .build();
    JsonObject answer = client.on(ACCESS_REVIEWS).create(new Unstructured(review)).json();
    return answer.object("status").bool("allowed");
  }
}
