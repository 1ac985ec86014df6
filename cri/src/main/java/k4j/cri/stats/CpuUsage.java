package k4j.cri.stats;

import java.time.Instant;

/// CPU time: in all, and as a rate since the sample before (zero for the first).
public record CpuUsage(Instant timestamp, long usageCoreNanoSeconds, long usageNanoCores) {}
