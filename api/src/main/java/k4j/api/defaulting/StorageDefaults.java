package k4j.api.defaulting;

import java.util.Map;
import k4j.api.json.Json;
import k4j.api.json.JsonObject;

/// Storage classes and drivers, and priority classes.
final class StorageDefaults {

  static final Map<String, Rule> RULES =
      Map.of(
          "storage.StorageClass", StorageDefaults::storageClass,
          "storage.CSIDriverSpec", StorageDefaults::driver,
          "scheduling.PriorityClass",
              o -> Draft.of(o).fill("preemptionPolicy", "PreemptLowerPriority").done());

  private StorageDefaults() {}

  private static JsonObject storageClass(JsonObject storageClass) {
    return Draft.of(storageClass)
        .fill("reclaimPolicy", "Delete")
        .fill("volumeBindingMode", "Immediate")
        .done();
  }

  private static JsonObject driver(JsonObject spec) {
    return Draft.of(spec)
        .fill("attachRequired", true)
        .fill("podInfoOnMount", false)
        .fill("storageCapacity", false)
        .fill("fsGroupPolicy", "ReadWriteOnceWithFSType")
        .fillList("volumeLifecycleModes", Json.of("Persistent"))
        .fill("requiresRepublish", false)
        .fill("seLinuxMount", false)
        .done();
  }
}
