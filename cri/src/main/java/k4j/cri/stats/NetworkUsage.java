package k4j.cri.stats;

import java.time.Instant;

/// Counters of a sandbox's network interface.
public record NetworkUsage(
    Instant timestamp,
    String interfaceName,
    long rxBytes,
    long rxErrors,
    long txBytes,
    long txErrors) {}
