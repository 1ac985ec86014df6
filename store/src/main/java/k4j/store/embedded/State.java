package k4j.store.embedded;

import java.util.Queue;
import k4j.store.Entry;
import k4j.store.WatchSignal.Delete;
import k4j.store.WatchSignal.Event;
import k4j.store.WatchSignal.Put;
import k4j.store.embedded.tree.SortedTree;

/// All that readers see, as of one revision.
///
/// @param compactRevision the oldest revision whose state can still be had
/// @param oldest the chunk of history that holds, or begins right after, `compactRevision`
record State<V>(long revision, long compactRevision, SortedTree<V> tree, Chunk<V> oldest) {

  /// The tree as it was right after `revision`: the nearest one kept, brought forward by its
  /// events.
  SortedTree<V> treeAt(long revision) {
    if (revision == this.revision) {
      return tree;
    }
    Chunk<V> chunk = chunkOf(revision + 1);
    SortedTree<V> result = chunk.before;
    for (long next = chunk.first; next <= revision; next++) {
      result = apply(result, chunk.at(next));
    }
    return result;
  }

  /// Adds the events after `revision` whose keys begin with `prefix`.
  void collect(long revision, String prefix, Queue<Event<V>> events) {
    if (revision == this.revision) {
      return;
    }
    Chunk<V> chunk = chunkOf(revision + 1);
    for (long next = revision + 1; next <= this.revision; next++) {
      if (next == chunk.end()) {
        chunk = following(chunk);
      }
      Event<V> event = chunk.at(next);
      if (event.key().startsWith(prefix)) {
        events.add(event);
      }
    }
  }

  static <V> SortedTree<V> apply(SortedTree<V> tree, Event<V> event) {
    return switch (event) {
      case Put<V>(Entry<V> entry, _) -> tree.with(entry);
      case Delete<V>(Entry<V> previous, _) -> tree.without(previous.key());
    };
  }

  private Chunk<V> chunkOf(long revision) {
    Chunk<V> chunk = oldest;
    while (revision >= chunk.end()) {
      chunk = following(chunk);
    }
    return chunk;
  }

  private static <V> Chunk<V> following(Chunk<V> chunk) {
    Chunk<V> next = chunk.next();
    if (next == null) {
      throw new IllegalStateException("history ends at " + chunk.end());
    }
    return next;
  }
}
