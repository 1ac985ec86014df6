package k4j.cluster;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.transport.Request;
import k4j.api.transport.Transport;
import k4j.kubelet.server.Access;

/// Lets into the kubelet's API whom the API server allows: who it is, by certificate or
/// TokenReview; whether they may, by SubjectAccessReview on `nodes/…` (the kubelet's webhook mode).
final class KubeletAccess implements Access {

  private final Transport transport;
  private final String node;

  /// @param transport as the node
  KubeletAccess(Transport transport, String node) {
    this.transport = transport;
    this.node = node;
  }

  private record Caller(String user, List<String> groups) {}

  @Override
  public Decision decide(
      List<X509Certificate> certificates, String bearerToken, String method, String path) {
    Caller caller =
        certificates.isEmpty() ? byToken(bearerToken) : byCertificate(certificates.getFirst());
    if (caller.user().isEmpty()) {
      return new Decision.Unknown();
    }
    String verb = verb(method);
    String subresource = subresource(path);
    JsonObject attributes =
        JsonObject.builder()
            .put("verb", verb)
            .put("version", "v1")
            .put("resource", "nodes")
            .put("subresource", subresource)
            .put("name", node)
            .build();
    JsonObject review =
        post(
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            JsonObject.builder()
                .put("resourceAttributes", attributes)
                .put("user", caller.user())
                .put("groups", JsonArray.ofStrings(caller.groups()))
                .build(),
            "authorization.k8s.io/v1",
            "SubjectAccessReview");
    return review.bool("allowed")
        ? new Decision.Allowed()
        : new Decision.Forbidden(
            "Forbidden (user=%s, verb=%s, resource=nodes, subresource(s)=[%s])"
                .formatted(caller.user(), verb, subresource));
  }

  private JsonObject post(String path, JsonObject spec, String apiVersion, String kind) {
    JsonObject review =
        JsonObject.builder()
            .put("apiVersion", apiVersion)
            .put("kind", kind)
            .put("spec", spec)
            .build();
    return transport.send(Request.of("POST", path, Map.of(), review)).body().object("status");
  }

  private static Caller byCertificate(X509Certificate certificate) {
    try {
      var groups = new ArrayList<String>();
      String user = "";
      for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        String value = String.valueOf(part.getValue());
        switch (part.getType().toUpperCase(Locale.ROOT)) {
          case "CN" -> user = value;
          case "O" -> groups.add(value);
          default -> {}
        }
      }
      groups.add("system:authenticated");
      return new Caller(user, groups);
    } catch (InvalidNameException _) {
      return new Caller("", List.of());
    }
  }

  private Caller byToken(String token) {
    if (token.isEmpty()) {
      return new Caller("", List.of());
    }
    JsonObject status =
        post(
            "/apis/authentication.k8s.io/v1/tokenreviews",
            JsonObject.EMPTY.with("token", token),
            "authentication.k8s.io/v1",
            "TokenReview");
    JsonObject user = status.object("user");
    return status.bool("authenticated")
        ? new Caller(user.string("username"), user.array("groups").strings())
        : new Caller("", List.of());
  }

  private static String verb(String method) {
    return switch (method.toUpperCase(Locale.ROOT)) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "get";
    };
  }

  /// As the kubelet maps its paths (`pkg/kubelet/server/auth.go`).
  private static String subresource(String path) {
    for (String each : List.of("stats", "metrics", "healthz", "configz", "pods")) {
      if (path.equals("/" + each) || path.startsWith("/" + each + "/")) {
        return each;
      }
    }
    return path.startsWith("/logs") ? "log" : "proxy";
  }
}
