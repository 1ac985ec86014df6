package k4j.store.embedded.tree;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import k4j.store.Entry;
import org.jspecify.annotations.Nullable;

/// An immutable sorted map: a B+ tree whose changed copies share all but one path.
///
/// Nodes know how many entries they hold, so that ranges are counted without walking over them.
public final class SortedTree<V> {

  /// Bulk-built nodes leave some room for inserts.
  private static final int BUILD_WIDTH = 28;

  private final Node<V> root;

  private SortedTree(Node<V> root) {
    this.root = root;
  }

  public static <V> SortedTree<V> empty() {
    return new SortedTree<>(Leaf.empty());
  }

  /// Builds a tree of entries that come in strictly rising order of keys.
  public static <V> SortedTree<V> build(Iterator<Entry<V>> sorted) {
    List<Node<V>> level = new ArrayList<>();
    List<Entry<V>> part = new ArrayList<>(BUILD_WIDTH);
    while (sorted.hasNext()) {
      part.add(sorted.next());
      if (part.size() == BUILD_WIDTH || !sorted.hasNext()) {
        level.add(Leaf.of(part));
        part.clear();
      }
    }
    if (level.isEmpty()) {
      return empty();
    }
    while (level.size() > 1) {
      List<Node<V>> above = new ArrayList<>(level.size() / BUILD_WIDTH + 1);
      for (int i = 0; i < level.size(); i += BUILD_WIDTH) {
        above.add(Branch.of(level.subList(i, Math.min(i + BUILD_WIDTH, level.size()))));
      }
      level = above;
    }
    return new SortedTree<>(level.getFirst());
  }

  public int size() {
    return root.size();
  }

  public @Nullable Entry<V> get(String key) {
    return root.size() == 0 ? null : root.get(key);
  }

  public SortedTree<V> with(Entry<V> entry) {
    Node<V> changed = root.with(entry);
    int width = changed.width();
    return new SortedTree<>(
        width > Node.MAX_WIDTH
            ? Branch.of(List.of(changed.slice(0, width / 2), changed.slice(width / 2, width)))
            : changed);
  }

  public SortedTree<V> without(String key) {
    Node<V> changed = root.without(key);
    while (changed instanceof Branch<V> branch && branch.width() == 1) {
      changed = branch.at(0);
    }
    return changed == root ? this : new SortedTree<>(changed);
  }

  public int count(String prefix, String from) {
    return Math.max(0, end(prefix) - root.rank(start(prefix, from)));
  }

  public Iterator<Entry<V>> entries(String prefix, String from) {
    return new Walk<>(root, start(prefix, from), count(prefix, from));
  }

  private static String start(String prefix, String from) {
    return from.compareTo(prefix) > 0 ? from : prefix;
  }

  /// How many keys are before the first that is greater than all with the prefix.
  private int end(String prefix) {
    int last = prefix.length() - 1;
    while (last >= 0 && prefix.charAt(last) == Character.MAX_VALUE) {
      last--;
    }
    return last < 0
        ? root.size()
        : root.rank(prefix.substring(0, last) + (char) (prefix.charAt(last) + 1));
  }

  /// Walks over a given number of entries from a key on.
  private static final class Walk<V> implements Iterator<Entry<V>> {

    private final List<Branch<V>> path = new ArrayList<>(4);
    private final List<Integer> indexes = new ArrayList<>(4);
    private Leaf<V> leaf;
    private int position;
    private int remaining;

    Walk(Node<V> root, String from, int count) {
      this.remaining = count;
      Node<V> node = root;
      while (node instanceof Branch<V> branch) {
        int index = branch.indexOf(from);
        path.add(branch);
        indexes.add(index);
        node = branch.at(index);
      }
      this.leaf = (Leaf<V>) node;
      this.position = leaf.rank(from);
    }

    @Override
    public boolean hasNext() {
      return remaining > 0;
    }

    @Override
    public Entry<V> next() {
      if (remaining == 0) {
        throw new NoSuchElementException();
      }
      if (position == leaf.width()) {
        leaf = nextLeaf();
        position = 0;
      }
      remaining--;
      return leaf.at(position++);
    }

    private Leaf<V> nextLeaf() {
      while (indexes.getLast() + 1 == path.getLast().width()) {
        path.removeLast();
        indexes.removeLast();
      }
      indexes.set(indexes.size() - 1, indexes.getLast() + 1);
      Node<V> node = path.getLast().at(indexes.getLast());
      while (node instanceof Branch<V> branch) {
        path.add(branch);
        indexes.add(0);
        node = branch.at(0);
      }
      return (Leaf<V>) node;
    }
  }
}
