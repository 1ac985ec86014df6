package k4j.scheduler.snapshot;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.core.v1.Container;
import k4j.api.core.v1.Pod;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// What containers ask for while they may be resized: the most of what they want, were given and
/// have. A resize that can never be is left out. (component-helpers, `determineEffectiveRequests`.)
final class ActualRequests {

  private final Pod pod;
  private final JsonObject status;

  ActualRequests(Pod pod) {
    this.pod = pod;
    status = pod.json().object("status");
  }

  Map<String, Quantity> of(Container container) {
    Map<String, Quantity> wanted = container.resources().requests();
    boolean sidecar = container.restartPolicy().equals("Always");
    JsonObject found = find("containerStatuses", container.name());
    if (found.isEmpty() && sidecar) {
      found = find("initContainerStatuses", container.name());
    }
    return found.has("resources")
        ? most(wanted, found.object("resources"), found.object("allocatedResources"))
        : wanted;
  }

  /// Of the pod as a whole, where it states something for itself.
  Map<String, Quantity> ofPod() {
    Map<String, Quantity> wanted = pod.spec().resources().requests();
    if (wanted.isEmpty() || !status.has("resources")) {
      return wanted;
    }
    Map<String, Quantity> all =
        most(wanted, status.object("resources"), status.object("allocatedResources"));
    all.keySet().retainAll(wanted.keySet());
    return all;
  }

  private JsonObject find(String list, String name) {
    List<JsonObject> all = status.array(list).objects();
    return all.stream()
        .filter(s -> s.string("name").equals(name))
        .findFirst()
        .orElse(JsonObject.EMPTY);
  }

  private Map<String, Quantity> most(
      Map<String, Quantity> wanted, JsonObject actual, JsonObject given) {
    Map<String, Quantity> result = new HashMap<>(isInfeasible() ? Map.of() : wanted);
    for (JsonObject list : List.of(actual.object("requests"), given)) {
      list.forEach((name, amount) -> result.merge(name, Quantity.of(amount), Quantity::max));
    }
    return result;
  }

  private boolean isInfeasible() {
    return status.array("conditions").objects().stream()
        .anyMatch(c ->
            c.string("type").equals("PodResizePending") && c.string("reason").equals("Infeasible"));
  }
}
