package k4j.kubelet.allocation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import k4j.api.json.JsonObject;
import k4j.api.quantity.Quantity;
import k4j.cri.CriException;
import k4j.cri.RuntimeService;
import k4j.cri.container.LinuxContainerResources;
import k4j.cri.stats.ContainerStats;
import k4j.cri.stats.MemoryUsage;
import k4j.cri.stats.PodSandboxStats;
import k4j.kubelet.container.CgroupResources;
import k4j.kubelet.image.CriErrors;
import k4j.kubelet.pod.PodName;

/// Tells the runtime of a resize: the pod's group grows before its containers and shrinks after
/// them, memory before cpu (kuberuntime, `doPodResizeAction`).
public final class Resizer {

  private final RuntimeService runtime;
  private final Allocations allocations;
  private final long memoryCapacity;

  /// @param memoryCapacity of the node, in bytes
  public Resizer(RuntimeService runtime, Allocations allocations, long memoryCapacity) {
    this.runtime = runtime;
    this.allocations = allocations;
    this.memoryCapacity = memoryCapacity;
  }

  /// Carries it out as far as it goes.
  ///
  /// @param pod with what it was given
  /// @return what failed
  public Optional<String> perform(JsonObject pod, String sandboxId, Resize resize) {
    LinuxContainerResources before = CgroupResources.ofPod(allocations.applyActuated(pod));
    LinuxContainerResources after = CgroupResources.ofPod(pod);
    try {
      if (!resize.memory().isEmpty() || resize.pod()) {
        Optional<String> problem = belowUsage(pod, sandboxId, resize.memory(), before, after);
        if (problem.isPresent()) {
          return problem;
        }
      }
      boolean group = resize.pod() || resize.whole();
      if (!resize.memory().isEmpty() || group) {
        memory(pod, sandboxId, resize, before, after);
      }
      if (!resize.cpu().isEmpty() || group) {
        cpu(pod, sandboxId, resize, before, after);
      }
      if (resize.whole()) {
        allocations.actuateWhole(pod);
      }
      return Optional.empty();
    } catch (CriException e) {
      return Optional.of(CriErrors.text(e));
    }
  }

  private void memory(
      JsonObject pod,
      String sandboxId,
      Resize resize,
      LinuxContainerResources before,
      LinuxContainerResources after) {
    long limit = after.memoryLimitBytes();
    LinuxContainerResources group = LinuxContainerResources.of(0, 0, limit);
    boolean changes = limit > 0 && limit != before.memoryLimitBytes();
    boolean grows = before.memoryLimitBytes() > 0 && limit > before.memoryLimitBytes();
    if (changes && grows) {
      runtime.updatePodSandboxResources(sandboxId, LinuxContainerResources.NONE, group);
    }
    for (Resize.Change change : resize.memory()) {
      Amounts now =
          new Amounts(
              change.to().memoryLimit(),
              change.to().memoryRequest(),
              change.from().cpuLimit(),
              change.from().cpuRequest());
      update(pod, change, now, "memory");
    }
    if (changes && !grows) {
      runtime.updatePodSandboxResources(sandboxId, LinuxContainerResources.NONE, group);
    }
  }

  private void cpu(
      JsonObject pod,
      String sandboxId,
      Resize resize,
      LinuxContainerResources before,
      LinuxContainerResources after) {
    long quota = after.cpuQuota();
    boolean limits = quota > 0 && quota != before.cpuQuota();
    // A group without a quota counts as the smallest: its quota is set before those below it.
    boolean grows = quota > before.cpuQuota();
    LinuxContainerResources group = LinuxContainerResources.of(0, quota, 0);
    if (limits && grows) {
      runtime.updatePodSandboxResources(sandboxId, LinuxContainerResources.NONE, group);
    }
    if (after.cpuShares() > before.cpuShares()) {
      shares(sandboxId, after);
    }
    for (Resize.Change change : resize.cpu()) {
      update(pod, change, change.to(), "cpu");
    }
    if (after.cpuShares() < before.cpuShares()) {
      shares(sandboxId, after);
    }
    if (limits && !grows) {
      runtime.updatePodSandboxResources(sandboxId, LinuxContainerResources.NONE, group);
    }
  }

  private void shares(String sandboxId, LinuxContainerResources after) {
    runtime.updatePodSandboxResources(
        sandboxId,
        LinuxContainerResources.NONE,
        LinuxContainerResources.of(after.cpuShares(), 0, 0));
  }

  private void update(JsonObject pod, Resize.Change change, Amounts now, String resource) {
    JsonObject container = change.container();
    runtime.updateContainerResources(
        change.id(),
        CgroupResources.of(pod, container.with("resources", requirements(now)), memoryCapacity));
    record(pod, container, resource);
  }

  private static JsonObject requirements(Amounts amounts) {
    return JsonObject.EMPTY
        .with("limits", list(amounts.cpuLimit(), amounts.memoryLimit()))
        .with("requests", list(amounts.cpuRequest(), amounts.memoryRequest()));
  }

  private static JsonObject list(long milliCpu, long memory) {
    return JsonObject.builder()
        .put("cpu", Quantity.ofMilli(milliCpu).json())
        .put("memory", Quantity.ofBytes(memory).json())
        .build();
  }

  /// In force is now what was given, of this resource alone.
  private void record(JsonObject pod, JsonObject container, String resource) {
    String name = container.string("name");
    JsonObject known =
        allocations
            .actuated(PodName.of(pod).uid())
            .map(a -> a.containers().get(name))
            .orElse(JsonObject.EMPTY);
    JsonObject given = container.object("resources");
    JsonObject result = known;
    for (String side : List.of("requests", "limits")) {
      JsonObject amounts = given.object(side);
      JsonObject old = known.object(side);
      var value = amounts.get(resource);
      JsonObject changed = value == null ? old.without(resource) : old.with(resource, value);
      result = changed.isEmpty() ? result.without(side) : result.with(side, changed);
    }
    allocations.actuate(pod, name, result);
  }

  /// Best effort: a limit below what is in use now would make the kernel kill.
  private Optional<String> belowUsage(
      JsonObject pod,
      String sandboxId,
      List<Resize.Change> changes,
      LinuxContainerResources before,
      LinuxContainerResources after) {
    long podLimit = after.memoryLimitBytes();
    boolean podShrinks =
        podLimit > 0 && (before.memoryLimitBytes() == 0 || podLimit < before.memoryLimitBytes());
    Map<String, Long> shrinking = new HashMap<>();
    for (Resize.Change change : changes) {
      long to = change.to().memoryLimit();
      long from = change.from().memoryLimit();
      if (to != 0 && (from == 0 || to < from)) {
        shrinking.put(change.id(), to);
      }
    }
    if (!podShrinks && shrinking.isEmpty()) {
      return Optional.empty();
    }
    PodSandboxStats usage;
    try {
      usage = runtime.podSandboxStats(sandboxId);
    } catch (CriException _) {
      PodName name = PodName.of(pod);
      return Optional.of("unable to read memory usage for pod \"" + name + "\"");
    }
    List<String> problems = problems(usage, podShrinks ? podLimit : 0, shrinking);
    if (problems.isEmpty()) {
      return Optional.empty();
    }
    String text =
        problems.size() == 1 ? problems.getFirst() : "[" + String.join(", ", problems) + "]";
    return Optional.of("cannot decrease memory limits: " + text);
  }

  private static List<String> problems(
      PodSandboxStats usage, long podLimit, Map<String, Long> shrinking) {
    List<String> problems = new ArrayList<>();
    Optional<Long> whole = usage.memory().map(MemoryUsage::usageBytes);
    if (podLimit > 0 && whole.isEmpty()) {
      problems.add("missing pod memory usage");
    } else if (podLimit > 0 && whole.orElseThrow() >= podLimit) {
      problems.add(
          "attempting to set pod memory limit (%d) below current usage (%d)"
              .formatted(podLimit, whole.orElseThrow()));
    }
    for (ContainerStats each : usage.containers()) {
      Long limit = shrinking.get(each.id());
      String name = each.metadata().name();
      if (limit == null) {
        continue;
      }
      Optional<Long> used = each.memory().map(MemoryUsage::usageBytes);
      if (used.isEmpty()) {
        problems.add("missing container \"" + name + "\" memory usage");
      } else if (used.get() >= limit) {
        problems.add(
            "attempting to set container \"%s\" memory limit (%d) below current usage (%d)"
                .formatted(name, limit, used.get()));
      }
    }
    return problems;
  }
}
