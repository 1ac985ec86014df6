package k4j.cri.container;

import java.util.Map;

/// Limits of a cgroup; zero (or empty) leaves the kernel's default. `pids` is ours: CRI has none
/// for containers, the kubelet sets it on the pod's cgroup.
public record LinuxContainerResources(
    long cpuPeriod,
    long cpuQuota,
    long cpuShares,
    long memoryLimitBytes,
    long memorySwapLimitBytes,
    long oomScoreAdj,
    String cpusetCpus,
    String cpusetMems,
    long pidsLimit,
    Map<String, String> unified) {
  public static final LinuxContainerResources NONE =
      new LinuxContainerResources(0, 0, 0, 0, 0, 0, "", "", 0, Map.of());

  public LinuxContainerResources {
    unified = Map.copyOf(unified);
  }

  /// The common case: CPU in shares and quota over the usual period of 100 ms, and memory.
  public static LinuxContainerResources of(long cpuShares, long cpuQuota, long memoryLimitBytes) {
    return new LinuxContainerResources(
        cpuQuota == 0 ? 0 : 100_000,
        cpuQuota,
        cpuShares,
        memoryLimitBytes,
        0,
        0,
        "",
        "",
        0,
        Map.of());
  }

  public LinuxContainerResources withOomScoreAdj(long adj) {
    return new LinuxContainerResources(
        cpuPeriod,
        cpuQuota,
        cpuShares,
        memoryLimitBytes,
        memorySwapLimitBytes,
        adj,
        cpusetCpus,
        cpusetMems,
        pidsLimit,
        unified);
  }

  public LinuxContainerResources withPidsLimit(long limit) {
    return new LinuxContainerResources(
        cpuPeriod,
        cpuQuota,
        cpuShares,
        memoryLimitBytes,
        memorySwapLimitBytes,
        oomScoreAdj,
        cpusetCpus,
        cpusetMems,
        limit,
        unified);
  }
}
