package k4j.cri.stats;

import java.time.Instant;

/// Memory of a cgroup, in bytes and page faults.
public record MemoryUsage(
    Instant timestamp,
    long workingSetBytes,
    long availableBytes,
    long usageBytes,
    long rssBytes,
    long pageFaults,
    long majorPageFaults) {}
