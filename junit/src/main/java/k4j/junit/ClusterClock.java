package k4j.junit;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import jdk.management.VirtualThreadSchedulerMXBean;
import k4j.api.meta.SystemEdge;
import k4j.testing.MovableClock;

/// The time of a cluster: it stands still until a test moves it.
///
/// Time moves in steps. In each, nodes come first, so that the control plane never sees a node late
/// that lives; then everything that is due runs, and the step ends when nothing in the JVM has
/// anything left to do.
@SystemEdge
public final class ClusterClock implements InstantSource {

  private static final Duration STEP = Duration.ofSeconds(5);
  private static final int STEPS = 100;
  private static final long LOOK_NANOS = 50_000;
  private static final int IDLE_LOOKS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final MovableClock controlPlane;
  private final MovableClock nodes;
  private final VirtualThreadSchedulerMXBean threads =
      ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);

  ClusterClock(Instant start) {
    controlPlane = new MovableClock(start);
    nodes = new MovableClock(start);
  }

  MovableClock ofControlPlane() {
    return controlPlane;
  }

  MovableClock ofNodes() {
    return nodes;
  }

  @Override
  public Instant instant() {
    return controlPlane.instant();
  }

  /// Moves time on, in steps of 5 seconds, or of a 100th of the way where that is longer.
  public void advance(Duration by) {
    Duration step = by.dividedBy(STEPS);
    advance(by, step.compareTo(STEP) < 0 ? STEP : step);
  }

  /// Moves time on. What comes again within a step happens once in it.
  public void advance(Duration by, Duration step) {
    settle();
    Duration left = by;
    while (left.isPositive()) {
      Duration next = left.compareTo(step) < 0 ? left : step;
      nodes.advance(next);
      settle();
      controlPlane.advance(next);
      settle();
      left = left.minus(next);
    }
  }

  /// Moves time on to an instant.
  public void advanceTo(Instant instant) {
    advance(Duration.between(instant(), instant));
  }

  /// Waits until no virtual thread of this JVM has anything to do, two seconds at most.
  public void settle() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    int own = Thread.currentThread().isVirtual() ? 1 : 0;
    int idle = 0;
    while (idle < IDLE_LOOKS && System.nanoTime() < end) {
      boolean busy =
          threads.getQueuedVirtualThreadCount() > 0 || threads.getMountedVirtualThreadCount() > own;
      idle = busy ? 0 : idle + 1;
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  void close() {
    nodes.shutdown();
    controlPlane.shutdown();
  }
}
