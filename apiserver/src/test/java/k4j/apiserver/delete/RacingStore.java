package k4j.apiserver.delete;

import java.util.function.BiConsumer;
import k4j.store.CommitResult;
import k4j.store.Snapshot;
import k4j.store.SnapshotResult;
import k4j.store.Store;
import k4j.store.WatchRequest;
import k4j.store.WatchResult;
import k4j.store.Write;

/// A store beside which somebody else acts on each write, before its writer goes on.
record RacingStore<V>(Store<V> store, BiConsumer<Write<V>, Store<V>> other) implements Store<V> {

  @Override
  public CommitResult<V> commit(Write<V> write) {
    CommitResult<V> result = store.commit(write);
    other.accept(write, store);
    return result;
  }

  @Override
  public long revision() {
    return store.revision();
  }

  @Override
  public long compactRevision() {
    return store.compactRevision();
  }

  @Override
  public Snapshot<V> snapshot() {
    return store.snapshot();
  }

  @Override
  public SnapshotResult<V> snapshot(long revision) {
    return store.snapshot(revision);
  }

  @Override
  public WatchResult<V> watch(WatchRequest request) {
    return store.watch(request);
  }

  @Override
  public void compact(long revision) {
    store.compact(revision);
  }

  @Override
  public void close() {
    store.close();
  }
}
