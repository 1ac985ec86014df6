package k4j.store.embedded;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;

/// What an embedded store is opened with.
///
/// @param retention how much history is kept before it is compacted by itself
/// @param snapshotBytes how much log is written, at least, before a snapshot replaces it
/// @param segmentBytes how long one file of the log may grow
/// @param clock tells the age of history
/// @param scheduler runs compaction and snapshots
public record StoreSettings(
    Retention retention,
    long snapshotBytes,
    long segmentBytes,
    InstantSource clock,
    ScheduledExecutorService scheduler) {

  /// The settings that suit a cluster.
  public static StoreSettings of(InstantSource clock, ScheduledExecutorService scheduler) {
    return new StoreSettings(Retention.DEFAULT, 16L << 20, 64L << 20, clock, scheduler);
  }

  /// How much history is kept: what is within all three limits.
  ///
  /// @param age the longest time for which an old state can be read
  /// @param revisions the most revisions kept
  /// @param bytes the most bytes kept of values that have been replaced or deleted
  public record Retention(Duration age, long revisions, long bytes) {
    public static final Retention DEFAULT =
        new Retention(Duration.ofMinutes(5), 200_000, 64L << 20);
  }
}
