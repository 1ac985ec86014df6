package k4j.store.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import k4j.store.CommitResult;
import k4j.store.Snapshot;
import k4j.store.SnapshotResult;
import k4j.store.Store;
import k4j.store.ValueCodec;
import k4j.store.WatchRequest;
import k4j.store.WatchResult;
import k4j.store.WatchSignal.Reason;
import k4j.store.Write;
import k4j.store.disk.CorruptStoreException;
import k4j.store.disk.DirectoryDisk;
import k4j.store.disk.Disk;
import k4j.store.disk.LogWriter;
import k4j.store.disk.Recovery;
import k4j.store.disk.StoreLockedException;
import k4j.store.embedded.tree.TreeSnapshot;
import org.jspecify.annotations.Nullable;

/// The store inside the process: all of it in memory, and on disk what survives the process.
public final class EmbeddedStore<V> implements Store<V> {

  private final ValueCodec<V> codec;
  private final Journal<V> journal;
  private final Watchers<V> watchers = new Watchers<>();
  private final Engine<V> engine;
  private final Owner<V> owner;
  private final @Nullable ExecutorService snapshots;
  private final Future<?> compaction;

  private EmbeddedStore(
      ValueCodec<V> codec,
      StoreSettings settings,
      Recovered<V> recovered,
      Journal<V> journal,
      @Nullable ExecutorService snapshots) {
    this.codec = codec;
    this.journal = journal;
    this.snapshots = snapshots;
    this.engine = new Engine<>(codec, journal, watchers, recovered.history(), recovered.tree());
    this.owner = new Owner<>(engine);
    this.compaction = compactRegularly(settings);
    owner.start();
  }

  /// A store that is gone with the process.
  public static <V> EmbeddedStore<V> inMemory(ValueCodec<V> codec, StoreSettings settings) {
    return new EmbeddedStore<>(
        codec, settings, new Recovered<>(codec, settings.retention()), Journal.none(), null);
  }

  /// The store in a directory, which is made if it does not exist.
  ///
  /// @throws StoreLockedException if another process has it open
  /// @throws CorruptStoreException if it is damaged
  public static <V> EmbeddedStore<V> open(
      Path directory, ValueCodec<V> codec, StoreSettings settings) throws IOException {
    Disk disk = DirectoryDisk.open(directory);
    boolean opened = false;
    try {
      EmbeddedStore<V> store = open(disk, codec, settings);
      opened = true;
      return store;
    } finally {
      if (!opened) {
        disk.close();
      }
    }
  }

  static <V> EmbeddedStore<V> open(Disk disk, ValueCodec<V> codec, StoreSettings settings)
      throws IOException {
    Recovered<V> recovered = new Recovered<>(codec, settings.retention());
    LogWriter log = Recovery.run(disk, settings.segmentBytes(), recovered);
    ExecutorService snapshots =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("store-snapshot").daemon().factory());
    Journal<V> journal = new DiskJournal<>(disk, log, codec, settings.snapshotBytes(), snapshots);
    return new EmbeddedStore<>(codec, settings, recovered, journal, snapshots);
  }

  @Override
  public long revision() {
    return engine.state().revision();
  }

  @Override
  public long compactRevision() {
    return engine.state().compactRevision();
  }

  @Override
  public Snapshot<V> snapshot() {
    State<V> state = engine.state();
    return new TreeSnapshot<>(state.revision(), state.tree());
  }

  @Override
  public SnapshotResult<V> snapshot(long revision) {
    State<V> state = engine.state();
    if (revision > state.revision()) {
      return new SnapshotResult.Future<>(state.revision());
    }
    return revision < state.compactRevision()
        ? new SnapshotResult.Compacted<>(state.compactRevision(), state.revision())
        : new SnapshotResult.Found<>(new TreeSnapshot<>(revision, state.treeAt(revision)));
  }

  @Override
  public CommitResult<V> commit(Write<V> write) {
    Commit<V> commit = Commit.of(write, codec);
    owner.ask(commit);
    return commit.await();
  }

  @Override
  public WatchResult<V> watch(WatchRequest request) {
    QueuedWatch<V> watch = new QueuedWatch<>(watchers, request);
    State<V> state = watchers.add(watch, engine::state);
    if (request.afterRevision() > state.revision()) {
      watch.close();
      return new WatchResult.Future<>(state.revision());
    }
    if (request.afterRevision() < state.compactRevision()) {
      watch.close();
      return new WatchResult.Compacted<>(state.compactRevision(), state.revision());
    }
    watch.recall(state);
    return new WatchResult.Started<>(watch);
  }

  @Override
  public void compact(long revision) {
    CountDownLatch done = new CountDownLatch(1);
    owner.ask(new Request.Compact(revision, done));
    Uninterruptibly.run(done::await);
  }

  @Override
  public void close() {
    compaction.cancel(false);
    owner.stop();
    watchers.close(Reason.STORE_CLOSED);
    if (snapshots != null) {
      snapshots.close();
    }
    try {
      journal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Future<?> compactRegularly(StoreSettings settings) {
    Duration age = settings.retention().age();
    CompactionSchedule schedule = new CompactionSchedule(age);
    long period = Math.max(1, age.toMillis() / 10);
    return settings
        .scheduler()
        .scheduleAtFixedRate(
            () ->
                schedule
                    .tick(settings.clock().instant(), revision())
                    .ifPresent(old -> owner.ask(new Request.Compact(old, new CountDownLatch(1)))),
            period,
            period,
            TimeUnit.MILLISECONDS);
  }
}
