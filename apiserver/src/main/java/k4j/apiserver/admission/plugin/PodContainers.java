package k4j.apiserver.admission.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import k4j.api.json.Json;
import k4j.api.json.JsonArray;
import k4j.api.json.JsonObject;

/// Changes all containers of a pod alike.
public final class PodContainers {

  private PodContainers() {}

  /// @param field `containers` or `initContainers`
  public static JsonObject map(JsonObject pod, String field, UnaryOperator<JsonObject> change) {
    JsonArray before = pod.object("spec").array(field);
    List<Json> after = new ArrayList<>(before.size());
    boolean changed = false;
    for (Json each : before) {
      Json next = each instanceof JsonObject container ? change.apply(container) : each;
      changed |= next != each;
      after.add(next);
    }
    return changed ? pod.withAt(JsonArray.of(after), "spec", field) : pod;
  }
}
