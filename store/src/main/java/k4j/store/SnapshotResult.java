package k4j.store;

/// What asking for the state at a revision yields.
public sealed interface SnapshotResult<V> {

  record Found<V>(Snapshot<V> snapshot) implements SnapshotResult<V> {}

  /// The revision is older than what is kept.
  record Compacted<V>(long compactRevision, long revision) implements SnapshotResult<V> {}

  /// The revision does not exist yet; `revision` is the newest.
  record Future<V>(long revision) implements SnapshotResult<V> {}
}
