package k4j.apiserver.admission.policy.expression;

import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// What expressions see of the namespace: not who manages which fields, nor conditions. Pure.
public final class NamespaceValue {

  private NamespaceValue() {}

  static JsonObject of(JsonObject namespace) {
    if (namespace.isEmpty()) {
      return namespace;
    }
    JsonObject metadata = namespace.object("metadata").without("managedFields");
    Json uid = metadata.get("uid");
    JsonObject shown = metadata.without("uid").without("ownerReferences").without("selfLink");
    return JsonObject.EMPTY
        .with("metadata", uid == null ? shown : shown.with("UID", uid))
        .with("spec", namespace.object("spec"))
        .with("status", JsonObject.EMPTY.with("phase", namespace.object("status").string("phase")));
  }
}
