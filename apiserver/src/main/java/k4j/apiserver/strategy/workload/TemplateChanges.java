package k4j.apiserver.strategy.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// What may change in the pods of a job that does not run.
final class TemplateChanges {

  private TemplateChanges() {}

  /// The old pod's spec with what may change taken from the new one.
  static JsonObject allowed(JsonObject old, JsonObject spec) {
    JsonObject result = affine(old, spec);
    for (String field : new String[] {"nodeSelector", "tolerations", "schedulingGates"}) {
      result = taken(result, spec, field);
    }
    for (String list : new String[] {"containers", "initContainers"}) {
      result = resized(result, spec, list);
    }
    return result;
  }

  /// Only the affinity to nodes is free.
  private static JsonObject affine(JsonObject old, JsonObject spec) {
    JsonObject affinity = taken(old.object("affinity"), spec.object("affinity"), "nodeAffinity");
    boolean gone = affinity.isEmpty() && !spec.has("affinity");
    return gone ? old.without("affinity") : old.with("affinity", affinity);
  }

  private static JsonObject resized(JsonObject result, JsonObject spec, String list) {
    JsonArray before = result.array(list);
    JsonArray after = spec.array(list);
    if (before.isEmpty() || before.size() != after.size()) {
      return result;
    }
    List<Json> containers = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      boolean same = Objects.equals(before.object(i).get("name"), after.object(i).get("name"));
      containers.add(
          same ? taken(before.object(i), after.object(i), "resources") : before.object(i));
    }
    return result.with(list, JsonArray.of(containers));
  }

  private static JsonObject taken(JsonObject object, JsonObject from, String field) {
    Json value = from.get(field);
    return value == null ? object.without(field) : object.with(field, value);
  }
}
