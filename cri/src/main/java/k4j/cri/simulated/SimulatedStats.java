package k4j.cri.simulated;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import k4j.cri.stats.ContainerStats;
import k4j.cri.stats.CpuUsage;
import k4j.cri.stats.MemoryUsage;
import k4j.cri.stats.PodSandboxStats;

/// The usage of a simulated sandbox: what its containers use together.
final class SimulatedStats {

  private SimulatedStats() {}

  static PodSandboxStats of(
      SimulatedSandbox sandbox, List<SimulatedContainer> containers, Instant now) {
    List<ContainerStats> each = containers.stream().map(c -> c.stats(now)).toList();
    List<CpuUsage> cpu = each.stream().flatMap(c -> c.cpu().stream()).toList();
    long cores = cpu.stream().mapToLong(CpuUsage::usageCoreNanoSeconds).sum();
    long rate = cpu.stream().mapToLong(CpuUsage::usageNanoCores).sum();
    long memory =
        each.stream()
            .flatMap(c -> c.memory().stream())
            .mapToLong(MemoryUsage::workingSetBytes)
            .sum();
    return new PodSandboxStats(
        sandbox.id(),
        sandbox.config().metadata(),
        sandbox.config().labels(),
        sandbox.config().annotations(),
        cpu.isEmpty() ? Optional.empty() : Optional.of(new CpuUsage(now, cores, rate)),
        cpu.isEmpty()
            ? Optional.empty()
            : Optional.of(new MemoryUsage(now, memory, 0, memory, memory, 0, 0)),
        List.of(),
        cpu.size(),
        each);
  }
}
