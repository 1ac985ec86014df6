package k4j.store;

/// A map from keys to values in which every change has a revision.
///
/// Revisions start at 1 (nothing written yet), grow by one with each committed write and never go
/// back. Keys are ordered as [String#compareTo] orders them. All methods may be called from any
/// thread. Reads never block; they see only what is durable.
public interface Store<V> extends AutoCloseable {

  /// The revision of the newest write that readers see.
  long revision();

  /// The newest revision for which history is gone: older snapshots and watches cannot be had.
  long compactRevision();

  /// The state as it is now. Never out of date in itself, valid for as long as it is held.
  Snapshot<V> snapshot();

  /// The state as it was right after `revision`, for `compactRevision() <= revision <= revision()`.
  SnapshotResult<V> snapshot(long revision);

  /// Writes one key if it is as expected, and returns when that is durable and visible.
  ///
  /// Waits without heeding interrupts (the flag is kept), for the outcome of a write is never left
  /// open. Throws [StoreUnavailableException] if the write could not be made durable.
  CommitResult<V> commit(Write<V> write);

  /// Follows all changes after `afterRevision` to keys that begin with `prefix`, with the default
  /// queue limit.
  default WatchResult<V> watch(String prefix, long afterRevision) {
    return watch(new WatchRequest(prefix, afterRevision, WatchRequest.DEFAULT_QUEUE_LIMIT));
  }

  /// Follows all changes that match, without gap, duplicate or reordering.
  WatchResult<V> watch(WatchRequest request);

  /// Forgets what was before `revision`, as far as it exists; going back has no effect.
  void compact(long revision);

  /// Ends every watch, fails every later write, and releases files. Idempotent.
  @Override
  void close();
}
