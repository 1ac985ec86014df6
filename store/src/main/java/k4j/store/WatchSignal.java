package k4j.store;

import org.jspecify.annotations.Nullable;

/// What a watch tells, in order.
public sealed interface WatchSignal<V> {

  /// A change of one key; every change has a revision of its own.
  sealed interface Event<V> extends WatchSignal<V> {
    String key();

    long revision();

    /// What the key was before; null when it did not exist.
    @Nullable Entry<V> previous();
  }

  record Put<V>(Entry<V> entry, @Nullable Entry<V> previous) implements Event<V> {
    @Override
    public String key() {
      return entry.key();
    }

    @Override
    public long revision() {
      return entry.modRevision();
    }
  }

  record Delete<V>(Entry<V> previous, long revision) implements Event<V> {
    @Override
    public String key() {
      return previous.key();
    }
  }

  /// Nothing came in time; every matching event up to `revision` has been told.
  record Progress<V>(long revision) implements WatchSignal<V> {}

  /// No more will come. Told again at every later call.
  record Ended<V>(Reason reason) implements WatchSignal<V> {}

  /// Why a watch ended.
  enum Reason {
    /// The watch was closed by its owner.
    CLOSED,
    /// The reader did not keep up and more events waited than the queue may hold.
    SLOW,
    /// The store was closed.
    STORE_CLOSED
  }
}
