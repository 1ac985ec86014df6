package k4j.apiserver.admission.webhook;

import java.util.TreeMap;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authentication.User;

/// Writes the AdmissionReview that a webhook is asked with. Pure.
final class ReviewRequest {

  private ReviewRequest() {}

  /// @param version of AdmissionReview
  static JsonObject of(
      String uid, String version, AdmissionRequest request, Invocation invocation) {
    var out = JsonObject.builder();
    out.put("uid", uid);
    out.put("kind", Kinds.of(invocation.resource(), request.subresource()).json());
    out.put("resource", resource(invocation.resource().name()));
    putText(out, "subResource", request.subresource());
    out.put("requestKind", Kinds.of(request.resource(), request.subresource()).json());
    out.put("requestResource", resource(request.resource().name()));
    putText(out, "requestSubResource", request.subresource());
    putText(out, "name", request.name());
    putText(out, "namespace", request.namespace());
    out.put("operation", request.operation().name());
    out.put("userInfo", user(request.user()));
    out.put("object", orNull(invocation.object()));
    out.put("oldObject", orNull(invocation.oldObject()));
    out.put("dryRun", request.dryRun());
    out.put("options", orNull(request.options()));
    return JsonObject.EMPTY
        .with("kind", "AdmissionReview")
        .with("apiVersion", "admission.k8s.io/" + version)
        .with("request", out.build());
  }

  private static void putText(JsonObjectBuilder out, String name, String text) {
    if (!text.isEmpty()) {
      out.put(name, text);
    }
  }

  private static Json orNull(JsonObject object) {
    return object.isEmpty() ? JsonNull.NULL : object;
  }

  private static JsonObject resource(ResourceName name) {
    return JsonObject.EMPTY
        .with("group", name.group())
        .with("version", name.version())
        .with("resource", name.plural());
  }

  private static JsonObject user(User user) {
    var out = JsonObject.builder();
    out.put("username", user.name());
    putText(out, "uid", user.uid());
    if (!user.groups().isEmpty()) {
      out.put("groups", JsonArray.ofStrings(user.groups()));
    }
    if (!user.extra().isEmpty()) {
      var extra = new TreeMap<String, Json>();
      user.extra().forEach((key, values) -> extra.put(key, JsonArray.ofStrings(values)));
      out.put("extra", JsonObject.of(extra));
    }
    return out.build();
  }
}
