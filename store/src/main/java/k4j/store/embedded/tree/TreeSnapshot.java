package k4j.store.embedded.tree;

import java.util.Iterator;
import k4j.store.Entry;
import k4j.store.Snapshot;
import org.jspecify.annotations.Nullable;

/// A tree and the revision it shows.
public record TreeSnapshot<V>(long revision, SortedTree<V> tree) implements Snapshot<V> {

  @Override
  public @Nullable Entry<V> get(String key) {
    return tree.get(key);
  }

  @Override
  public int count(String prefix, String from) {
    return tree.count(prefix, from);
  }

  @Override
  public Iterator<Entry<V>> entries(String prefix, String from) {
    return tree.entries(prefix, from);
  }
}
