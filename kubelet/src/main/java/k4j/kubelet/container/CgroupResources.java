package k4j.kubelet.container;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.cri.container.LinuxContainerResources;
import k4j.kubelet.pod.PodSpecs;
import k4j.kubelet.pod.PodTotals;
import k4j.kubelet.pod.QosClass;

/// Requests and limits as the kernel's numbers.
public final class CgroupResources {

  private static final long MIN_SHARES = 2;
  private static final long MAX_SHARES = 262_144;
  private static final long PERIOD = 100_000;
  private static final long MIN_QUOTA = 1000;

  private CgroupResources() {}

  /// @param memoryCapacity of the node, in bytes
  public static LinuxContainerResources of(
      JsonObject pod, JsonObject container, long memoryCapacity) {
    JsonObject resources = container.object("resources");
    JsonObject requests = resources.object("requests");
    Quantity cpuLimit = limit(pod, container, "cpu");
    Quantity weight = requests.has("cpu") ? amount(requests, "cpu") : cpuLimit;
    return LinuxContainerResources.of(
            shares(weight.milliValue()),
            quota(cpuLimit.milliValue()),
            limit(pod, container, "memory").value())
        .withOomScoreAdj(oomScore(pod, container, memoryCapacity));
  }

  /// A container without a limit has that of the pod.
  public static Quantity limit(JsonObject pod, JsonObject container, String name) {
    Quantity own = amount(container.object("resources").object("limits"), name);
    return own.signum() > 0
        ? own
        : amount(PodSpecs.spec(pod).object("resources").object("limits"), name);
  }

  /// The limits of the pod as a whole (kubelet, `ResourceConfigForPod`): sums, where every
  /// container has one. Zero stands for none.
  public static LinuxContainerResources ofPod(JsonObject pod) {
    long request = PodTotals.requests(pod).getOrDefault("cpu", Quantity.ZERO).milliValue();
    Map<String, Quantity> limits = PodTotals.limits(pod);
    long cpu = limits.getOrDefault("cpu", Quantity.ZERO).milliValue();
    long memory = limits.getOrDefault("memory", Quantity.ZERO).value();
    return switch (QosClass.of(pod)) {
      case GUARANTEED -> LinuxContainerResources.of(shares(request), quota(cpu), memory);
      case BURSTABLE ->
          LinuxContainerResources.of(
              shares(request),
              isLimited(pod, "cpu") ? quota(cpu) : 0,
              isLimited(pod, "memory") ? memory : 0);
      case BEST_EFFORT -> LinuxContainerResources.of(MIN_SHARES, 0, 0);
    };
  }

  private static boolean isLimited(JsonObject pod, String name) {
    boolean whole =
        amount(PodSpecs.spec(pod).object("resources").object("limits"), name).signum() > 0;
    return whole
        || Stream.concat(PodSpecs.containers(pod).stream(), PodSpecs.initContainers(pod).stream())
            .allMatch(c -> amount(c.object("resources").object("limits"), name).signum() > 0);
  }

  private static Quantity amount(JsonObject list, String name) {
    return list.has(name) ? Quantity.of(list.get(name)) : Quantity.ZERO;
  }

  static long shares(long milliCpu) {
    return Math.clamp(milliCpu * 1024 / 1000, MIN_SHARES, MAX_SHARES);
  }

  static long quota(long milliCpu) {
    return milliCpu == 0 ? 0 : Math.max(MIN_QUOTA, milliCpu * PERIOD / 1000);
  }

  static long oomScore(JsonObject pod, JsonObject container, long memoryCapacity) {
    if (PodSpecs.isStatic(pod)
        || PodSpecs.spec(pod).string("priorityClassName").equals("system-node-critical")) {
      return -997;
    }
    return switch (QosClass.of(pod)) {
      case GUARANTEED -> -997;
      case BEST_EFFORT -> 1000;
      case BURSTABLE -> Math.clamp(burstable(pod, container, Math.max(1, memoryCapacity)), 3, 999);
    };
  }

  /// What the pod requests beyond its containers is shared among them (KEP-2837); a sidecar is
  /// spared at least as long as the regular container that asks for least.
  private static long burstable(JsonObject pod, JsonObject container, long capacity) {
    long share = unassigned(pod);
    long score = 1000 - 1000 * (request(container) + share) / capacity;
    if (!PodSpecs.has(PodSpecs.sidecars(pod), container.string("name"))) {
      return score;
    }
    long least =
        PodSpecs.containers(pod).stream().mapToLong(CgroupResources::request).min().orElse(0);
    return Math.min(score, 1000 - 1000 * (least + share) / capacity);
  }

  private static long unassigned(JsonObject pod) {
    JsonObject whole = PodSpecs.spec(pod).object("resources").object("requests");
    if (!whole.has("memory")) {
      return 0;
    }
    List<JsonObject> all =
        Stream.concat(PodSpecs.initContainers(pod).stream(), PodSpecs.containers(pod).stream())
            .toList();
    JsonObject alone =
        pod.with("spec", PodSpecs.spec(pod).without("resources").without("overhead"));
    long given = PodTotals.requests(alone).getOrDefault("memory", Quantity.ZERO).value();
    return Math.max(0, amount(whole, "memory").value() - given) / Math.max(1, all.size());
  }

  private static long request(JsonObject container) {
    return amount(container.object("resources").object("requests"), "memory").value();
  }
}
