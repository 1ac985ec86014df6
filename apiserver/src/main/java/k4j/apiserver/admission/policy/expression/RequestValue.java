package k4j.apiserver.admission.policy.expression;

import java.util.TreeMap;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonNull;
import k4j.api.json.JsonObject;
import k4j.api.json.JsonObjectBuilder;
import k4j.api.schema.Resource;
import k4j.api.schema.ResourceName;
import k4j.apiserver.admission.AdmissionRequest;
import k4j.apiserver.authentication.User;

/// `request` as expressions see it: an AdmissionRequest without its objects. Pure.
public final class RequestValue {

  private RequestValue() {}

  public static JsonObject of(AdmissionRequest request, Resource seen) {
    var out = JsonObject.builder();
    out.put("kind", kind(seen, request.subresource()));
    out.put("resource", resource(seen.name()));
    putText(out, "subResource", request.subresource());
    out.put("requestKind", kind(request.resource(), request.subresource()));
    out.put("requestResource", resource(request.resource().name()));
    putText(out, "requestSubResource", request.subresource());
    putText(out, "name", request.name());
    putText(out, "namespace", request.namespace());
    out.put("operation", request.operation().name());
    out.put("userInfo", user(request.user()));
    out.put("dryRun", request.dryRun());
    out.put("options", request.options().isEmpty() ? JsonNull.NULL : request.options());
    return out.build();
  }

  private static void putText(JsonObjectBuilder out, String name, String text) {
    if (!text.isEmpty()) {
      out.put(name, text);
    }
  }

  /// A subresource may have a kind of its own, written `autoscaling/v1/Scale`.
  private static JsonObject kind(Resource resource, String subresource) {
    for (Resource.Subresource below : resource.subresources()) {
      if (below.name().equals(subresource)) {
        String[] parts = below.groupVersionKind().split("/", -1);
        int last = parts.length - 1;
        return kind(last == 1 ? "" : parts[0], parts[last - 1], parts[last]);
      }
    }
    return kind(resource.name().group(), resource.name().version(), resource.kind());
  }

  private static JsonObject kind(String group, String version, String kind) {
    return JsonObject.EMPTY.with("group", group).with("version", version).with("kind", kind);
  }

  private static JsonObject resource(ResourceName name) {
    return JsonObject.EMPTY
        .with("group", name.group())
        .with("version", name.version())
        .with("resource", name.plural());
  }

  private static JsonObject user(User user) {
    var extra = new TreeMap<String, Json>();
    user.extra().forEach((key, values) -> extra.put(key, JsonArray.ofStrings(values)));
    var out = JsonObject.builder();
    out.put("username", user.name());
    putText(out, "uid", user.uid());
    if (!user.groups().isEmpty()) {
      out.put("groups", JsonArray.ofStrings(user.groups()));
    }
    if (!extra.isEmpty()) {
      out.put("extra", JsonObject.of(extra));
    }
    return out.build();
  }
}
