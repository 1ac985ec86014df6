package k4j.api.quota;

import k4j.api.json.JsonObject;

/// What a whole pod asks for: its containers together, or an init container if that is more, or
/// what the pod itself says. Pure. (component-helpers, `resource`)
public final class PodResources {

  private PodResources() {}

  /// @param side `requests` or `limits`
  public static ResourceAmounts of(JsonObject pod, String side) {
    JsonObject spec = pod.object("spec");
    ResourceAmounts running = ResourceAmounts.NONE;
    for (JsonObject container : spec.array("containers").objects()) {
      running = running.plus(effective(pod, container, "containerStatuses", side));
    }
    ResourceAmounts sidecars = ResourceAmounts.NONE;
    ResourceAmounts initial = ResourceAmounts.NONE;
    for (JsonObject container : spec.array("initContainers").objects()) {
      boolean sidecar = container.string("restartPolicy").equals("Always");
      ResourceAmounts own =
          sidecar
              ? effective(pod, container, "initContainerStatuses", side)
              : ofContainer(container, side);
      if (sidecar) {
        running = running.plus(own);
        sidecars = sidecars.plus(own);
        initial = initial.max(sidecars);
      } else {
        initial = initial.max(own.plus(sidecars));
      }
    }
    ResourceAmounts all = running.max(initial);
    ResourceAmounts ofPod = ResourceAmounts.of(spec.object("resources").object(side));
    for (String name : new String[] {"cpu", "memory"}) {
      if (ofPod.has(name)) {
        all = all.with(name, ofPod.get(name));
      }
    }
    return all;
  }

  /// While it may be resized: the most of what it wants, was given and has. A resize that can never
  /// be is left out. (component-helpers, `determineEffectiveRequests`)
  private static ResourceAmounts effective(
      JsonObject pod, JsonObject container, String statuses, String side) {
    ResourceAmounts wanted = ofContainer(container, side);
    JsonObject status =
        pod.object("status").array(statuses).objects().stream()
            .filter(s -> s.string("name").equals(container.string("name")))
            .findFirst()
            .orElse(JsonObject.EMPTY);
    if (!status.has("resources")) {
      return wanted;
    }
    ResourceAmounts actual = ofContainer(status, side);
    if (side.equals("requests")) {
      actual = actual.max(ResourceAmounts.of(status.object("allocatedResources")));
    }
    return isInfeasible(pod) ? actual : actual.max(wanted);
  }

  private static boolean isInfeasible(JsonObject pod) {
    return pod.object("status").array("conditions").objects().stream()
        .anyMatch(c ->
            c.string("type").equals("PodResizePending") && c.string("reason").equals("Infeasible"));
  }

  public static ResourceAmounts ofContainer(JsonObject container, String side) {
    return ResourceAmounts.of(container.object("resources").object(side));
  }
}
