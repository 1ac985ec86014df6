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
      running = running.plus(ofContainer(container, side));
    }
    ResourceAmounts sidecars = ResourceAmounts.NONE;
    ResourceAmounts initial = ResourceAmounts.NONE;
    for (JsonObject container : spec.array("initContainers").objects()) {
      ResourceAmounts own = ofContainer(container, side);
      if (container.string("restartPolicy").equals("Always")) {
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

  public static ResourceAmounts ofContainer(JsonObject container, String side) {
    return ResourceAmounts.of(container.object("resources").object(side));
  }
}
