package k4j.store.embedded.tree;

import java.util.Arrays;
import k4j.store.Entry;
import org.jspecify.annotations.Nullable;

/// The lowest node: entries in the order of their keys.
final class Leaf<V> implements Node<V> {

  private final Entry<V>[] entries;

  private Leaf(Entry<V>[] entries) {
    this.entries = entries;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  static <V> Leaf<V> empty() {
    return new Leaf<>(new Entry[0]);
  }

  @SuppressWarnings("unchecked")
  static <V> Leaf<V> of(java.util.List<Entry<V>> sorted) {
    return new Leaf<>(sorted.toArray(Entry[]::new));
  }

  Entry<V> at(int index) {
    return entries[index];
  }

  @Override
  public int size() {
    return entries.length;
  }

  @Override
  public int width() {
    return entries.length;
  }

  @Override
  public String first() {
    return entries[0].key();
  }

  @Override
  public @Nullable Entry<V> get(String key) {
    int index = rank(key);
    return isAt(index, key) ? entries[index] : null;
  }

  @Override
  public int rank(String key) {
    int low = 0;
    int high = entries.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries[middle].key().compareTo(key) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public Leaf<V> with(Entry<V> entry) {
    int index = rank(entry.key());
    Entry<V>[] changed;
    if (isAt(index, entry.key())) {
      changed = entries.clone();
    } else {
      changed = Arrays.copyOf(entries, entries.length + 1);
      System.arraycopy(entries, index, changed, index + 1, entries.length - index);
    }
    changed[index] = entry;
    return new Leaf<>(changed);
  }

  @Override
  public Leaf<V> without(String key) {
    int index = rank(key);
    if (!isAt(index, key)) {
      return this;
    }
    Entry<V>[] changed = Arrays.copyOf(entries, entries.length - 1);
    System.arraycopy(entries, index + 1, changed, index, changed.length - index);
    return new Leaf<>(changed);
  }

  @Override
  public Leaf<V> slice(int from, int to) {
    return new Leaf<>(Arrays.copyOfRange(entries, from, to));
  }

  @Override
  public Leaf<V> join(Node<V> right) {
    Entry<V>[] others = ((Leaf<V>) right).entries;
    Entry<V>[] joined = Arrays.copyOf(entries, entries.length + others.length);
    System.arraycopy(others, 0, joined, entries.length, others.length);
    return new Leaf<>(joined);
  }

  private boolean isAt(int index, String key) {
    return index < entries.length && entries[index].key().equals(key);
  }
}
