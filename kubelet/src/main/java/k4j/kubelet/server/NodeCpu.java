package k4j.kubelet.server;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import k4j.cri.stats.CpuUsage;

/// The cpu time of a node, and how fast it grows: the last sample is kept for that.
public final class NodeCpu {

  private final AtomicReference<CpuUsage> last =
      new AtomicReference<>(new CpuUsage(Instant.MAX, 0, 0));

  CpuUsage sample(long nanos, Instant now) {
    return last.updateAndGet(before -> new CpuUsage(now, nanos, rate(before, nanos, now)));
  }

  private static long rate(CpuUsage before, long nanos, Instant now) {
    if (!before.timestamp().isBefore(now)) {
      return before.usageNanoCores();
    }
    double elapsed = Duration.between(before.timestamp(), now).toNanos();
    return (long) ((nanos - before.usageCoreNanoSeconds()) * 1e9 / elapsed);
  }
}
