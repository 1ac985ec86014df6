package k4j.kubelet.allocation;

import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;

/// The cpu (in thousandths) and memory (in bytes) of a container or pod that can be resized.
public record Amounts(long memoryLimit, long memoryRequest, long cpuLimit, long cpuRequest) {

  /// @param whole the resources of the pod, whose limits hold for containers without
  static Amounts of(JsonObject whole, JsonObject resources) {
    JsonObject requests = resources.object("requests");
    return new Amounts(
        limit(whole, resources, "memory").value(),
        amount(requests, "memory").value(),
        limit(whole, resources, "cpu").milliValue(),
        amount(requests, "cpu").milliValue());
  }

  private static Quantity limit(JsonObject whole, JsonObject resources, String name) {
    JsonObject limits = resources.object("limits");
    return limits.has(name) ? amount(limits, name) : amount(whole.object("limits"), name);
  }

  private static Quantity amount(JsonObject list, String name) {
    return list.has(name) ? Quantity.of(list.get(name)) : Quantity.ZERO;
  }

  boolean sameMemory(Amounts other) {
    return memoryLimit == other.memoryLimit && memoryRequest == other.memoryRequest;
  }

  boolean sameCpu(Amounts other) {
    return cpuLimit == other.cpuLimit && cpuRequest == other.cpuRequest;
  }
}
