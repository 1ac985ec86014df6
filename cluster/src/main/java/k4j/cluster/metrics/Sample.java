package k4j.cluster.metrics;

import java.time.Instant;

/// What a node or container had used at a moment.
///
/// @param start of the container; EPOCH where it is not known
/// @param cpuSeconds since then
/// @param memoryBytes the working set
record Sample(Instant at, Instant start, double cpuSeconds, long memoryBytes) {}
