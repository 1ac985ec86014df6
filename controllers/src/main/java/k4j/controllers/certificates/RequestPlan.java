package k4j.controllers.certificates;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// What is to be done about a request for a certificate. Pure.
final class RequestPlan {

  private static final Duration SETTLED = Duration.ofHours(1);
  private static final Duration PENDING = Duration.ofHours(24);

  private RequestPlan() {}

  /// What a signer does.
  sealed interface Signing {
    /// It is not its turn.
    record Nothing() implements Signing {}

    record Sign(Asked asked) implements Signing {}

    record Refuse(String message) implements Signing {}
  }

  static Signing signing(JsonObject request) {
    JsonObject spec = request.object("spec");
    boolean due =
        has(request, "Approved")
            && !has(request, "Denied")
            && !has(request, "Failed")
            && request.object("status").string("certificate").isEmpty()
            && Signers.known(spec.string("signerName"));
    Optional<Asked> asked = due ? Asked.parse(spec.string("request")) : Optional.empty();
    if (asked.isEmpty()) {
      return new Signing.Nothing();
    }
    return Signers.problem(spec.string("signerName"), asked.get(), spec.array("usages").strings())
        .<Signing>map(Signing.Refuse::new)
        .orElseGet(() -> new Signing.Sign(asked.get()));
  }

  private static boolean has(JsonObject request, String type) {
    return request.object("status").array("conditions").objects().stream()
        .anyMatch(each -> each.string("type").equals(type));
  }

  /// A right that lets a kubelet's request be approved without a person.
  record Recognized(String subresource, String message) {}

  /// The rights to be looked for, in order.
  static List<Recognized> approving(JsonObject request) {
    JsonObject spec = request.object("spec");
    if (!request.object("status").string("certificate").isEmpty()
        || has(request, "Approved")
        || has(request, "Denied")
        || !spec.string("signerName").equals(Signers.KUBELET_CLIENT)) {
      return List.of();
    }
    Optional<Asked> asked =
        Asked.parse(spec.string("request"))
            .filter(found ->
                Signers.problem(Signers.KUBELET_CLIENT, found, spec.array("usages").strings())
                    .isEmpty());
    if (asked.isEmpty()) {
      return List.of();
    }
    var found = new ArrayList<Recognized>();
    if (asked.get().commonName().equals(spec.string("username"))) {
      found.add(
          new Recognized(
              "selfnodeclient",
              "Auto approving self kubelet client certificate after SubjectAccessReview."));
    }
    found.add(
        new Recognized(
            "nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview."));
    return found;
  }

  static JsonObject withCondition(JsonObject request, String type, String reason, String message) {
    JsonObject condition =
        JsonObject.builder()
            .put("type", type)
            .put("status", "True")
            .put("reason", reason)
            .put("message", message)
            .build();
    JsonArray conditions = request.object("status").array("conditions");
    return request.withAt(conditions.with(condition), "status", "conditions");
  }

  static JsonObject withCertificate(JsonObject request, String pem) {
    byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
    String base64 = Base64.getEncoder().encodeToString(bytes);
    return request.withAt(Json.of(base64), "status", "certificate");
  }

  /// Whether nobody needs the request any more.
  static boolean isOver(JsonObject request, Instant now) {
    JsonArray conditions = request.object("status").array("conditions");
    String certificate = request.object("status").string("certificate");
    if (conditions.isEmpty()) {
      return isOlder(request.object("metadata"), "creationTimestamp", PENDING, now);
    }
    for (JsonObject condition : conditions.objects()) {
      boolean over =
          switch (condition.string("type")) {
            case "Denied", "Failed" -> isOlder(condition, "lastUpdateTime", SETTLED, now);
            case "Approved" ->
                isOlder(condition, "lastUpdateTime", certificate.isEmpty() ? PENDING : SETTLED, now)
                    || Issued.end(certificate).filter(end -> end.isBefore(now)).isPresent();
            default -> false;
          };
      if (over) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOlder(JsonObject object, String field, Duration age, Instant now) {
    return Times.in(object, field).filter(time -> time.plus(age).isBefore(now)).isPresent();
  }
}
