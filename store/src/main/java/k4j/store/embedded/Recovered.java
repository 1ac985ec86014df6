package k4j.store.embedded;

import java.util.ArrayList;
import java.util.List;
import k4j.store.Entry;
import k4j.store.ValueCodec;
import k4j.store.disk.LogRecord;
import k4j.store.disk.Recovery;
import k4j.store.disk.Replay;
import k4j.store.disk.StoredEntry;
import k4j.store.embedded.StoreSettings.Retention;
import k4j.store.embedded.tree.SortedTree;
import org.jspecify.annotations.Nullable;

/// Builds tree and history from what is on disk; without any replay, those of an empty store.
final class Recovered<V> implements Replay {

  private final ValueCodec<V> codec;
  private final Retention retention;
  private final List<Entry<V>> entries = new ArrayList<>();
  private SortedTree<V> tree = SortedTree.empty();
  private History<V> history;
  private long revision = Recovery.FIRST;

  Recovered(ValueCodec<V> codec, Retention retention) {
    this.codec = codec;
    this.retention = retention;
    this.history = new History<>(retention, revision, tree);
  }

  SortedTree<V> tree() {
    return tree;
  }

  History<V> history() {
    return history;
  }

  @Override
  public void entry(StoredEntry stored) {
    byte[] value = stored.value();
    entries.add(
        new Entry<>(
            stored.key(),
            codec.decode(stored.key(), value, stored.modRevision()),
            stored.createRevision(),
            stored.modRevision(),
            stored.version(),
            value.length));
  }

  @Override
  public void loaded(long revision) {
    this.revision = revision;
    tree = SortedTree.build(entries.iterator());
    entries.clear();
    history = new History<>(retention, revision, tree);
  }

  @Override
  public void records(List<LogRecord> records) {
    Draft<V> draft = new Draft<>(codec, tree, revision);
    for (LogRecord record : records) {
      String key = record.keyText();
      byte @Nullable [] value = record.value();
      if (value == null) {
        draft.delete(present(key, draft.tree().get(key)));
      } else {
        draft.put(key, codec.decode(key, value, draft.revision() + 1), value.length);
      }
    }
    history.advance(draft);
    tree = draft.tree();
    revision = draft.revision();
  }

  private static <V> Entry<V> present(String key, @Nullable Entry<V> entry) {
    if (entry == null) {
      throw new IllegalStateException("the log deletes a key that is not there: " + key);
    }
    return entry;
  }
}
