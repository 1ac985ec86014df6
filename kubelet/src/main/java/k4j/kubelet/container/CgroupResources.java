package k4j.kubelet.container;

import java.util.List;
import java.util.stream.Stream;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.cri.container.LinuxContainerResources;
import k4j.kubelet.pod.PodSpecs;
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
    JsonObject limits = resources.object("limits");
    long cpuLimit = amount(limits, "cpu").milliValue();
    long cpuRequest = amount(requests, "cpu").milliValue();
    long weight = cpuRequest == 0 && !requests.has("cpu") ? cpuLimit : cpuRequest;
    return LinuxContainerResources.of(
            shares(weight), quota(cpuLimit), amount(limits, "memory").value())
        .withOomScoreAdj(oomScore(pod, container, memoryCapacity));
  }

  /// The limits of the pod as a whole: sums, where every container has one.
  public static LinuxContainerResources ofPod(JsonObject pod) {
    JsonObject own = PodSpecs.spec(pod).object("resources");
    if (!own.isEmpty()) {
      return LinuxContainerResources.of(
          shares(amount(own.object("requests"), "cpu").milliValue()),
          quota(amount(own.object("limits"), "cpu").milliValue()),
          amount(own.object("limits"), "memory").value());
    }
    List<JsonObject> containers =
        Stream.concat(PodSpecs.containers(pod).stream(), PodSpecs.sidecars(pod).stream()).toList();
    long cpuRequest = sum(containers, "requests", "cpu").milliValue();
    long cpuLimit = allHave(containers, "cpu") ? sum(containers, "limits", "cpu").milliValue() : 0;
    long memoryLimit =
        allHave(containers, "memory") ? sum(containers, "limits", "memory").value() : 0;
    for (JsonObject init : PodSpecs.initContainers(pod)) {
      JsonObject limits = init.object("resources").object("limits");
      boolean cpu = limits.has("cpu");
      boolean memory = limits.has("memory");
      cpuLimit = cpuLimit > 0 && cpu ? Math.max(cpuLimit, amount(limits, "cpu").milliValue()) : 0;
      memoryLimit =
          memoryLimit > 0 && memory ? Math.max(memoryLimit, amount(limits, "memory").value()) : 0;
    }
    return LinuxContainerResources.of(shares(cpuRequest), quota(cpuLimit), memoryLimit);
  }

  private static boolean allHave(List<JsonObject> containers, String name) {
    return containers.stream()
        .allMatch(c -> amount(c.object("resources").object("limits"), name).signum() > 0);
  }

  private static Quantity sum(List<JsonObject> containers, String list, String name) {
    return containers.stream()
        .map(c -> amount(c.object("resources").object(list), name))
        .reduce(Quantity.ZERO, Quantity::plus);
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
      case BURSTABLE -> {
        long request = amount(container.object("resources").object("requests"), "memory").value();
        long score = 1000 - 1000 * request / Math.max(1, memoryCapacity);
        yield Math.clamp(score, 3, 999);
      }
    };
  }
}
