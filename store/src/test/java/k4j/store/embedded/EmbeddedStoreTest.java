package k4j.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import k4j.store.CommitResult;
import k4j.store.CommitResult.Committed;
import k4j.store.CommitResult.Conflict;
import k4j.store.Entry;
import k4j.store.Expectation;
import k4j.store.Snapshot;
import k4j.store.SnapshotResult;
import k4j.store.StoreUnavailableException;
import k4j.store.ValueCodec;
import k4j.store.Watch;
import k4j.store.WatchRequest;
import k4j.store.WatchResult;
import k4j.store.WatchSignal;
import k4j.store.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class EmbeddedStoreTest {

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final StoreSettings settings =
      StoreSettings.of(InstantSource.fixed(Instant.EPOCH), scheduler);
  private final EmbeddedStore<String> store = EmbeddedStore.inMemory(Text.CODEC, settings);

  @AfterEach
  void close() {
    store.close();
    scheduler.shutdownNow();
  }

  @Test
  void anEmptyStoreIsAtRevisionOne() {
    assertThat(store.revision()).isEqualTo(1);
    assertThat(store.snapshot().get("a")).isNull();
    assertThat(store.snapshot().count("", "")).isZero();
  }

  @Test
  void aWriteTakesEffectOnlyIfTheKeyIsAsExpected() {
    Entry<String> a = new Entry<>("a", "x@2", 2, 2, 1, 1);
    assertThat(store.commit(Write.create("a", "x"))).isEqualTo(new Committed<>(a, 2));
    assertThat(store.commit(Write.create("a", "y"))).isEqualTo(new Conflict<>(a));
    assertThat(store.commit(Write.replace("a", "y", 3))).isEqualTo(new Conflict<>(a));
    assertThat(store.commit(Write.replace("b", "y", 2))).isEqualTo(new Conflict<>(null));
    assertThat(store.commit(Write.delete("a", 1))).isEqualTo(new Conflict<>(a));
    assertThat(store.commit(new Write.Delete<>("b", Expectation.ANY)))
        .isEqualTo(new Conflict<>(null));
    Entry<String> changed = new Entry<>("a", "yy@3", 2, 3, 2, 2);
    assertThat(store.commit(Write.replace("a", "yy", 2))).isEqualTo(new Committed<>(changed, 3));
    assertThat(store.commit(Write.delete("a", 3))).isEqualTo(new Committed<>(changed, 4));
    assertThat(store.commit(new Write.Put<>("a", "z", Expectation.ANY)))
        .isEqualTo(new Committed<>(new Entry<>("a", "z@5", 5, 5, 1, 1), 5));
    assertThat(store.revision()).isEqualTo(5);
  }

  @Test
  void anOldStateIsReadPageByPageUntilItIsCompacted() {
    for (int i = 0; i < 500; i++) {
      store.commit(Write.create("/pods/%03d".formatted(i), "p"));
    }
    store.commit(Write.create("/nodes/a", "n"));
    long old = store.revision();
    for (int i = 0; i < 500; i++) {
      store.commit(new Write.Delete<>("/pods/%03d".formatted(i), Expectation.ANY));
    }
    List<String> keys = new ArrayList<>();
    String from = "";
    int remaining;
    do {
      Snapshot.Page<String> page = snapshot(old).page("/pods/", from, 123);
      page.entries().forEach(entry -> keys.add(entry.key()));
      from = page.next();
      remaining = page.remaining();
      assertThat(remaining).isEqualTo(500 - keys.size());
    } while (remaining > 0);
    assertThat(keys).hasSize(500).isSorted();
    assertThat(snapshot(2).entries("", "").next().value()).isEqualTo("p@2");
    assertThat(snapshot(1).count("", "")).isZero();

    store.compact(old);
    assertThat(store.compactRevision()).isEqualTo(old);
    assertThat(snapshot(old).count("/pods/", "/pods/100")).isEqualTo(400);
    assertThat(store.snapshot(old - 1))
        .isEqualTo(new SnapshotResult.Compacted<>(old, store.revision()));
    assertThat(store.snapshot(store.revision() + 1))
        .isEqualTo(new SnapshotResult.Future<>(store.revision()));
  }

  @Test
  void aWatchTellsWhatWasAndWhatComesInOrder() throws InterruptedException {
    store.commit(Write.create("/a/1", "x"));
    store.commit(Write.create("/b/1", "x"));
    store.commit(Write.replace("/a/1", "y", 2));
    try (Watch<String> watch = watch("/a/", 1)) {
      store.commit(Write.delete("/a/1", 4));
      store.commit(Write.create("/b/2", "x"));
      Entry<String> first = new Entry<>("/a/1", "x@2", 2, 2, 1, 1);
      Entry<String> second = new Entry<>("/a/1", "y@4", 2, 4, 2, 1);
      assertThat(next(watch)).isEqualTo(new WatchSignal.Put<>(first, null));
      assertThat(next(watch)).isEqualTo(new WatchSignal.Put<>(second, first));
      assertThat(next(watch)).isEqualTo(new WatchSignal.Delete<>(second, 5));
      store.compact(0);
      assertThat(watch.next(Duration.ZERO)).isEqualTo(new WatchSignal.Progress<>(6));
    }
  }

  @Test
  void aWatchCannotBeginBeforeWhatIsKeptNorInTheFuture() {
    store.commit(Write.create("a", "x"));
    store.commit(Write.create("b", "x"));
    store.compact(2);
    assertThat(store.watch("", 1)).isEqualTo(new WatchResult.Compacted<>(2, 3));
    assertThat(store.watch("", 4)).isEqualTo(new WatchResult.Future<>(3));
    assertThat(store.watch("", 2)).isInstanceOf(WatchResult.Started.class);
  }

  @Test
  void aSlowWatchEnds() throws InterruptedException {
    try (Watch<String> slow = watch(new WatchRequest("", 1, 3));
        Watch<String> other = watch("", 1)) {
      for (int i = 0; i < 4; i++) {
        store.commit(Write.create("k" + i, "x"));
      }
      store.compact(0);
      assertThat(next(slow)).isEqualTo(new WatchSignal.Ended<>(WatchSignal.Reason.SLOW));
      assertThat(next(slow)).isEqualTo(new WatchSignal.Ended<>(WatchSignal.Reason.SLOW));
      assertThat(next(other)).isInstanceOf(WatchSignal.Put.class);
    }
  }

  @Test
  void aClosedWatchWakesItsReader() throws InterruptedException {
    Watch<String> watch = watch("", 1);
    Thread closer = Thread.startVirtualThread(watch::close);
    assertThat(next(watch)).isEqualTo(new WatchSignal.Ended<>(WatchSignal.Reason.CLOSED));
    closer.join();
  }

  @Test
  void aClosedStoreRefusesWritesAndEndsWatches() throws InterruptedException {
    Watch<String> watch = watch("", 1);
    store.commit(Write.create("a", "x"));
    store.close();
    store.close();
    assertThatThrownBy(() -> store.commit(Write.create("b", "x")))
        .isInstanceOfSatisfying(
            StoreUnavailableException.class,
            e -> assertThat(e.reason()).isEqualTo(StoreUnavailableException.Reason.CLOSED));
    assertThat(store.snapshot().count("", "")).isEqualTo(1);
    assertThat(next(watch)).isEqualTo(new WatchSignal.Ended<>(WatchSignal.Reason.STORE_CLOSED));
    assertThat(next(watch("", 1)))
        .isEqualTo(new WatchSignal.Ended<>(WatchSignal.Reason.STORE_CLOSED));
  }

  @Test
  @Timeout(20)
  void aCodecThatFailsStopsTheStoreInsteadOfLeavingWritersWaiting() {
    ValueCodec<String> broken =
        new ValueCodec<>() {
          @Override
          public byte[] encode(String key, String value) {
            return Text.CODEC.encode(key, value);
          }

          @Override
          public String decode(String key, byte[] bytes, long modRevision) {
            return Text.CODEC.decode(key, bytes, modRevision);
          }

          @Override
          public String committed(String value, long modRevision) {
            throw new IllegalStateException("broken on purpose");
          }
        };
    try (EmbeddedStore<String> failing = EmbeddedStore.inMemory(broken, settings)) {
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> failing.commit(Write.create("a", "x")))
            .isInstanceOfSatisfying(
                StoreUnavailableException.class,
                e -> assertThat(e.reason()).isEqualTo(StoreUnavailableException.Reason.FAILED));
      }
      assertThat(failing.revision()).isEqualTo(1);
    }
  }

  @Test
  void keysThatCannotBeStoredAreRefused() {
    assertThatThrownBy(() -> store.commit(Write.create("", "x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store.commit(Write.create("a\ud800", "x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.commit(Write.create("a\ud83d\ude00", "x")))
        .isInstanceOf(CommitResult.Committed.class);
  }

  private Snapshot<String> snapshot(long revision) {
    return ((SnapshotResult.Found<String>) store.snapshot(revision)).snapshot();
  }

  private Watch<String> watch(String prefix, long after) {
    return watch(new WatchRequest(prefix, after, WatchRequest.DEFAULT_QUEUE_LIMIT));
  }

  private Watch<String> watch(WatchRequest request) {
    return ((WatchResult.Started<String>) store.watch(request)).watch();
  }

  private static WatchSignal<String> next(Watch<String> watch) throws InterruptedException {
    return watch.next(Duration.ofSeconds(20));
  }
}
