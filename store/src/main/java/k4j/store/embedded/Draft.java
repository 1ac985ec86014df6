package k4j.store.embedded;

import java.util.ArrayList;
import java.util.List;
import k4j.store.CommitResult;
import k4j.store.CommitResult.Committed;
import k4j.store.CommitResult.Conflict;
import k4j.store.Entry;
import k4j.store.Expectation;
import k4j.store.ValueCodec;
import k4j.store.WatchSignal.Delete;
import k4j.store.WatchSignal.Event;
import k4j.store.WatchSignal.Put;
import k4j.store.Write;
import k4j.store.embedded.tree.SortedTree;
import org.jspecify.annotations.Nullable;

/// Writes decided one after another upon a tree, not yet visible to anyone.
final class Draft<V> {

  /// An event and the tree it was applied to.
  record Step<V>(Event<V> event, SortedTree<V> before) {}

  private final ValueCodec<V> codec;
  private final List<Step<V>> steps = new ArrayList<>();
  private SortedTree<V> tree;
  private long revision;

  Draft(ValueCodec<V> codec, SortedTree<V> tree, long revision) {
    this.codec = codec;
    this.tree = tree;
    this.revision = revision;
  }

  List<Step<V>> steps() {
    return steps;
  }

  SortedTree<V> tree() {
    return tree;
  }

  long revision() {
    return revision;
  }

  /// Decides a write whose value takes `size` bytes.
  CommitResult<V> attempt(Write<V> write, int size) {
    Entry<V> current = tree.get(write.key());
    if (!holds(write.expected(), current)) {
      return new Conflict<>(current);
    }
    return switch (write) {
      case Write.Put<V> put -> {
        V value = codec.committed(put.value(), revision + 1);
        yield new Committed<>(put(put.key(), value, size), revision);
      }
      case Write.Delete<V> _ ->
          current == null ? new Conflict<>(null) : new Committed<>(delete(current), revision);
    };
  }

  Entry<V> put(String key, V value, int size) {
    Entry<V> previous = tree.get(key);
    long next = revision + 1;
    Entry<V> entry =
        previous == null
            ? new Entry<>(key, value, next, next, 1, size)
            : new Entry<>(
                key, value, previous.createRevision(), next, previous.version() + 1, size);
    step(new Put<>(entry, previous));
    return entry;
  }

  Entry<V> delete(Entry<V> current) {
    step(new Delete<>(current, revision + 1));
    return current;
  }

  private void step(Event<V> event) {
    steps.add(new Step<>(event, tree));
    tree = State.apply(tree, event);
    revision = event.revision();
  }

  private static <V> boolean holds(Expectation expected, @Nullable Entry<V> current) {
    return switch (expected) {
      case Expectation.Any _ -> true;
      case Expectation.Absent _ -> current == null;
      case Expectation.AtRevision(long revision) ->
          current != null && current.modRevision() == revision;
    };
  }
}
