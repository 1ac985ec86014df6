package k4j.store;

import org.jspecify.annotations.Nullable;

/// What became of a write.
public sealed interface CommitResult<V> {

  /// The write is durable and visible.
  ///
  /// @param entry what a put stored, or what a delete removed
  /// @param revision the revision of this write
  record Committed<V>(Entry<V> entry, long revision) implements CommitResult<V> {}

  /// The key was not as expected and nothing changed.
  ///
  /// @param current the key's entry, if it exists
  record Conflict<V>(@Nullable Entry<V> current) implements CommitResult<V> {}
}
