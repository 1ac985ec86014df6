package k4j.cri.image;

import java.time.Instant;

/// How much of a file system is used by one purpose.
public record FilesystemUsage(
    Instant timestamp, String mountpoint, long usedBytes, long inodesUsed) {}
