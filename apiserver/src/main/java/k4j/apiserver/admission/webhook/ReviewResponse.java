package k4j.apiserver.admission.webhook;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import k4j.api.codec.DecodeException;
import k4j.api.codec.Decoder;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonException;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonParser;
import k4j.api.meta.Status;
import k4j.api.meta.StatusException;
import k4j.api.schema.ObjectType;
import k4j.apiserver.webhook.WebhookCallException;

/// What a webhook answered, checked. Pure.
///
/// @param patch empty where nothing changes
/// @param result says more about a denial; may be empty
record ReviewResponse(
    boolean allowed,
    JsonArray patch,
    JsonObject result,
    Map<String, String> annotations,
    List<String> warnings) {

  private static final int FAILURE = 400;
  private static final String INVALID = "received invalid webhook response: ";

  ReviewResponse {
    annotations = Map.copyOf(annotations);
    warnings = List.copyOf(warnings);
  }

  /// @param type of an AdmissionReview of the version that was asked in
  /// @throws WebhookCallException where it is no proper answer
  static ReviewResponse of(
      JsonObject answer, String uid, String version, ObjectType type, boolean mutating)
      throws WebhookCallException {
    JsonObject review = decoded(answer, version, type);
    JsonObject response = review.object("response");
    if (!review.has("response")) {
      throw new WebhookCallException(INVALID + "webhook response was absent");
    }
    if (version.equals("v1")) {
      check(review, response, uid, mutating);
    }
    JsonArray patch = mutating ? patch(response, version) : JsonArray.EMPTY;
    return new ReviewResponse(
        response.bool("allowed"),
        patch,
        response.object("status"),
        response.object("auditAnnotations").strings(),
        response.array("warnings").strings());
  }

  private static JsonObject decoded(JsonObject answer, String version, ObjectType type)
      throws WebhookCallException {
    String kind = answer.string("kind");
    String apiVersion = answer.string("apiVersion");
    boolean known =
        (kind.isEmpty() || kind.equals("AdmissionReview"))
            && (apiVersion.isEmpty() || apiVersion.equals("admission.k8s.io/" + version));
    if (kind.equals("AdmissionReview") && apiVersion.startsWith("admission.k8s.io/v1") && !known) {
      throw new WebhookCallException(
          "failed to call webhook: converting (%s.AdmissionReview) to (%s.AdmissionReview): unknown"
                  .formatted(apiVersion.substring(apiVersion.indexOf('/') + 1), version)
              + " conversion");
    }
    if (!known) {
      throw new WebhookCallException(
          "failed to call webhook: no kind \"%s\" is registered for version \"%s\" in scheme"
                  .formatted(kind, apiVersion)
              + " \"pkg/util/webhook/client.go:71\"");
    }
    try {
      return Decoder.decode(answer, type, new ArrayList<>());
    } catch (DecodeException wrong) {
      throw new WebhookCallException("failed to call webhook: " + wrong.getMessage());
    }
  }

  private static void check(JsonObject review, JsonObject response, String uid, boolean mutating)
      throws WebhookCallException {
    if (!response.string("uid").equals(uid)) {
      throw new WebhookCallException(
          INVALID
              + "expected response.uid=\"%s\", got \"%s\"".formatted(uid, response.string("uid")));
    }
    if (review.string("kind").isEmpty() || review.string("apiVersion").isEmpty()) {
      String apiVersion = review.string("apiVersion");
      throw new WebhookCallException(
          INVALID
              + "expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got %s,"
                  .formatted(apiVersion.isEmpty() ? "/" : apiVersion)
              + " Kind="
              + review.string("kind"));
    }
    boolean patch = !response.string("patch").isEmpty();
    boolean patchType = response.has("patchType");
    String problem = problem(patch, patchType, response.string("patchType"), mutating);
    if (!problem.isEmpty()) {
      throw new WebhookCallException(INVALID + problem);
    }
  }

  private static String problem(boolean patch, boolean typed, String type, boolean mutating) {
    if (!mutating) {
      return patch
          ? "validating webhook may not return response.patch"
          : typed ? "validating webhook may not return response.patchType" : "";
    }
    if (patch && !typed) {
      return "webhook returned response.patch but not response.patchType";
    }
    if (typed && !patch) {
      return "webhook returned response.patchType but not response.patch";
    }
    return typed && type.isEmpty() ? "webhook returned invalid response.patchType of \"\"" : "";
  }

  private static JsonArray patch(JsonObject response, String version) throws WebhookCallException {
    String text = response.string("patch");
    if (text.isEmpty() || !response.bool("allowed")) {
      return JsonArray.EMPTY;
    }
    String type = version.equals("v1") ? response.string("patchType") : "JSONPatch";
    JsonArray patch = parsed(text);
    if (!patch.isEmpty() && !type.equals("JSONPatch")) {
      throw new WebhookCallException("unsupported patch type \"%s\"".formatted(type));
    }
    return patch;
  }

  private static JsonArray parsed(String base64) throws WebhookCallException {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      if (JsonParser.parse(bytes) instanceof JsonArray operations) {
        return operations;
      }
      throw new WebhookCallException(
          "received undecodable patch in webhook response: json: cannot unmarshal "
              + new String(bytes, StandardCharsets.UTF_8)
              + " into Go value of type jsonpatch.Patch");
    } catch (JsonException | IllegalArgumentException malformed) {
      throw new WebhookCallException(
          "received undecodable patch in webhook response: " + malformed.getMessage());
    }
  }

  /// The answer to the client of a request that the webhook does not let pass.
  StatusException denial(String webhook) {
    Status given = Status.of(result);
    String denied = "admission webhook \"%s\" denied the request".formatted(webhook);
    String message =
        !given.message().isEmpty()
            ? denied + ": " + given.message()
            : !given.reason().isEmpty()
                ? denied + ": " + given.reason()
                : denied + " without explanation";
    return new StatusException(
        new Status(Math.max(FAILURE, given.code()), given.reason(), message, given.details()));
  }
}
