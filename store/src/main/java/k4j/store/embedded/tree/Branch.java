package k4j.store.embedded.tree;

import java.util.Arrays;
import java.util.List;
import k4j.store.Entry;
import org.jspecify.annotations.Nullable;

/// An inner node: children of equal depth, the least key of each, and how many entries are below.
final class Branch<V> implements Node<V> {

  private final String[] firsts;
  private final Node<V>[] children;
  private final int size;

  private Branch(String[] firsts, Node<V>[] children, int size) {
    this.firsts = firsts;
    this.children = children;
    this.size = size;
  }

  @SuppressWarnings("unchecked")
  static <V> Branch<V> of(List<Node<V>> children) {
    String[] firsts = new String[children.size()];
    int size = 0;
    for (int i = 0; i < firsts.length; i++) {
      firsts[i] = children.get(i).first();
      size += children.get(i).size();
    }
    return new Branch<>(firsts, children.toArray(Node[]::new), size);
  }

  Node<V> at(int index) {
    return children[index];
  }

  /// The child in whose range the key lies.
  int indexOf(String key) {
    int low = 1;
    int high = children.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (firsts[middle].compareTo(key) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public int width() {
    return children.length;
  }

  @Override
  public String first() {
    return firsts[0];
  }

  @Override
  public @Nullable Entry<V> get(String key) {
    return children[indexOf(key)].get(key);
  }

  @Override
  public int rank(String key) {
    int index = indexOf(key);
    int before = 0;
    for (int i = 0; i < index; i++) {
      before += children[i].size();
    }
    return before + children[index].rank(key);
  }

  @Override
  public Branch<V> with(Entry<V> entry) {
    int index = indexOf(entry.key());
    Node<V> changed = children[index].with(entry);
    int width = changed.width();
    return width > MAX_WIDTH
        ? replace(index, 1, changed.slice(0, width / 2), changed.slice(width / 2, width))
        : replace(index, 1, changed, null);
  }

  @Override
  public Branch<V> without(String key) {
    int index = indexOf(key);
    Node<V> child = children[index];
    Node<V> changed = child.without(key);
    if (changed == child) {
      return this;
    }
    if (changed.width() >= MIN_WIDTH) {
      return replace(index, 1, changed, null);
    }
    if (index + 1 < children.length && fits(changed, children[index + 1])) {
      return replace(index, 2, changed.join(children[index + 1]), null);
    }
    if (index > 0 && fits(children[index - 1], changed)) {
      return replace(index - 1, 2, children[index - 1].join(changed), null);
    }
    return changed.width() == 0 ? replace(index, 1, null, null) : replace(index, 1, changed, null);
  }

  @Override
  public Branch<V> slice(int from, int to) {
    return of(Arrays.asList(children).subList(from, to));
  }

  @Override
  public Branch<V> join(Node<V> right) {
    Branch<V> other = (Branch<V>) right;
    return new Branch<>(
        concat(firsts, other.firsts), concat(children, other.children), size + other.size);
  }

  private static <V> boolean fits(Node<V> left, Node<V> right) {
    return left.width() + right.width() <= MAX_WIDTH;
  }

  /// This branch with `count` children from `index` replaced by those given.
  private Branch<V> replace(int index, int count, @Nullable Node<V> left, @Nullable Node<V> right) {
    int added = (left == null ? 0 : 1) + (right == null ? 0 : 1);
    String[] firsts = resize(this.firsts, index, count, added);
    Node<V>[] children = resize(this.children, index, count, added);
    int size = this.size;
    for (int i = index; i < index + count; i++) {
      size -= this.children[i].size();
    }
    if (left != null) {
      firsts[index] = left.first();
      children[index] = left;
      size += left.size();
    }
    if (right != null) {
      firsts[index + 1] = right.first();
      children[index + 1] = right;
      size += right.size();
    }
    return new Branch<>(firsts, children, size);
  }

  /// A copy in which `count` elements from `index` have given way to `added` others, not yet set.
  private static <T> T[] resize(T[] array, int index, int count, int added) {
    T[] copy = Arrays.copyOf(array, array.length - count + added);
    System.arraycopy(array, index + count, copy, index + added, array.length - index - count);
    return copy;
  }

  private static <T> T[] concat(T[] left, T[] right) {
    T[] joined = Arrays.copyOf(left, left.length + right.length);
    System.arraycopy(right, 0, joined, left.length, right.length);
    return joined;
  }
}
