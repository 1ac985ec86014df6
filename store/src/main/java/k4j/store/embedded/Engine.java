package k4j.store.embedded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import k4j.store.CommitResult;
import k4j.store.StoreUnavailableException.Reason;
import k4j.store.ValueCodec;
import k4j.store.WatchSignal.Event;
import k4j.store.disk.LogRecord;
import k4j.store.disk.NoSpaceException;
import k4j.store.embedded.Draft.Step;
import k4j.store.embedded.tree.SortedTree;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries writes out, a batch at a time: decide, make durable, publish, answer, tell watchers.
///
/// One thread calls the methods that change anything; [#state] may be read by all.
final class Engine<V> {

  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

  private final ValueCodec<V> codec;
  private final Journal<V> journal;
  private final Watchers<V> watchers;
  private final History<V> history;
  private volatile State<V> state;
  private @Nullable Throwable failure;

  Engine(
      ValueCodec<V> codec,
      Journal<V> journal,
      Watchers<V> watchers,
      History<V> history,
      SortedTree<V> tree) {
    this.codec = codec;
    this.journal = journal;
    this.watchers = watchers;
    this.history = history;
    this.state = history.state(tree);
    watchers.start(state.revision());
  }

  State<V> state() {
    return state;
  }

  /// Every write of the batch gets its answer, whatever happens.
  void commit(List<Commit<V>> batch) {
    try {
      if (failure == null) {
        carryOut(batch);
      }
    } finally {
      batch.forEach(commit -> commit.fail(Reason.FAILED, failure));
    }
  }

  void compact(long revision) {
    state = history.compact(revision, state.tree());
  }

  private void carryOut(List<Commit<V>> batch) {
    Draft<V> draft = new Draft<>(codec, state.tree(), state.revision());
    List<CommitResult<V>> results = new ArrayList<>(batch.size());
    List<LogRecord> records = new ArrayList<>(batch.size());
    for (Commit<V> commit : batch) {
      CommitResult<V> result = draft.attempt(commit.write(), commit.size());
      results.add(result);
      if (result instanceof CommitResult.Committed) {
        records.add(commit.record());
      }
    }
    if (records.isEmpty() || append(batch, records)) {
      state = history.advance(draft);
      for (int i = 0; i < results.size(); i++) {
        batch.get(i).done(results.get(i));
      }
      watchers.tell(draft.steps().stream().<Event<V>>map(Step::event).toList(), draft.revision());
      snapshotIfDue();
    }
  }

  private boolean append(List<Commit<V>> batch, List<LogRecord> records) {
    try {
      journal.append(state.revision() + 1, records);
      return true;
    } catch (NoSpaceException e) {
      batch.forEach(commit -> commit.fail(Reason.NO_SPACE, e));
    } catch (IOException e) {
      fail(e);
    }
    return false;
  }

  private void snapshotIfDue() {
    try {
      journal.published(state);
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    failure = e;
    LOG.atError().setCause(e).log("Writing to the disk failed: no more writes until a restart");
  }
}
