package k4j.store;

/// What asking for a watch yields.
public sealed interface WatchResult<V> {

  record Started<V>(Watch<V> watch) implements WatchResult<V> {}

  /// Events after the asked revision are gone: list again and watch from there.
  record Compacted<V>(long compactRevision, long revision) implements WatchResult<V> {}

  /// The asked revision does not exist yet; `revision` is the newest.
  record Future<V>(long revision) implements WatchResult<V> {}
}
