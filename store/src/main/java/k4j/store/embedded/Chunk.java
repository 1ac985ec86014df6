package k4j.store.embedded;

import k4j.store.WatchSignal.Event;
import k4j.store.embedded.tree.SortedTree;
import org.jspecify.annotations.Nullable;

/// Some consecutive events and the tree as it was before the first of them.
///
/// Only the owner of the store adds to it. Readers come by a [State], which was published after all
/// events up to its revision were added, and look no further than that.
final class Chunk<V> {

  static final int LENGTH = 64;

  final long first;
  final SortedTree<V> before;
  private final Event<V>[] events;
  private @Nullable Chunk<V> next;

  /// Bytes of values that these events have replaced or deleted.
  long supersededBytes;

  @SuppressWarnings({"unchecked", "rawtypes"})
  Chunk(long first, SortedTree<V> before) {
    this.first = first;
    this.before = before;
    this.events = new Event[LENGTH];
  }

  Event<V> at(long revision) {
    return events[(int) (revision - first)];
  }

  /// The revision after the last one that fits.
  long end() {
    return first + LENGTH;
  }

  @Nullable Chunk<V> next() {
    return next;
  }

  void add(Event<V> event) {
    events[(int) (event.revision() - first)] = event;
    var previous = event.previous();
    supersededBytes += previous == null ? 0 : previous.size();
  }

  Chunk<V> follow(SortedTree<V> tree) {
    next = new Chunk<>(end(), tree);
    return next;
  }
}
