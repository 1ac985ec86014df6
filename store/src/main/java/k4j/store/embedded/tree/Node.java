package k4j.store.embedded.tree;

import k4j.store.Entry;
import org.jspecify.annotations.Nullable;

/// A part of a [SortedTree]; immutable. A changed node may come back one wider than allowed, or
/// narrower than it should be: its parent splits or joins it.
sealed interface Node<V> permits Leaf, Branch {

  int MAX_WIDTH = 32;
  int MIN_WIDTH = 8;

  /// How many entries are below.
  int size();

  /// How many direct parts it has.
  int width();

  /// The least key; the node must not be empty.
  String first();

  @Nullable Entry<V> get(String key);

  /// How many keys are less than `key`.
  int rank(String key);

  Node<V> with(Entry<V> entry);

  /// This very node if the key is not there.
  Node<V> without(String key);

  /// The parts from one index to another.
  Node<V> slice(int from, int to);

  /// This node and its right neighbour, of the same depth, as one.
  Node<V> join(Node<V> right);
}
