package k4j.apiserver.subresource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;
import k4j.api.meta.Times;

/// Sets conditions in the status of pods. Pure.
final class PodConditions {

  private PodConditions() {}

  /// @param condition with type and status, perhaps reason and message
  static JsonObject with(JsonObject pod, JsonObject condition, Instant now) {
    List<JsonObject> old = pod.object("status").array("conditions").objects();
    String type = condition.string("type");
    var conditions = new ArrayList<Json>();
    boolean found = false;
    for (JsonObject each : old) {
      if (each.string("type").equals(type)) {
        conditions.add(merged(condition, each, now));
        found = true;
      } else {
        conditions.add(each);
      }
    }
    if (!found) {
      conditions.add(condition.with("lastTransitionTime", Times.format(now)));
    }
    return pod.withAt(JsonArray.of(conditions), "status", "conditions");
  }

  private static JsonObject merged(JsonObject condition, JsonObject old, Instant now) {
    boolean same = old.string("status").equals(condition.string("status"));
    Json time = same ? old.get("lastTransitionTime") : null;
    return condition.with("lastTransitionTime", time == null ? Json.of(Times.format(now)) : time);
  }
}
