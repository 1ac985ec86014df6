package k4j.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import k4j.store.CommitResult.Committed;
import k4j.store.Entry;
import k4j.store.Expectation;
import k4j.store.Watch;
import k4j.store.WatchRequest;
import k4j.store.WatchResult;
import k4j.store.WatchSignal;
import k4j.store.WatchSignal.Ended;
import k4j.store.WatchSignal.Event;
import k4j.store.WatchSignal.Progress;
import k4j.store.Write;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many writers, watchers that come and go, and compaction, all at once.
@Timeout(60)
final class ConcurrencyTest {

  private static final int WRITERS = 8;
  private static final int WRITES = 400;
  private static final int KEYS = 40;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void eachWatchTellsEveryMatchingEventOnceAndInOrder(int seed)
      throws InterruptedException, ExecutionException {
    MovableClock clock = new MovableClock();
    try (EmbeddedStore<String> store =
            EmbeddedStore.inMemory(Text.CODEC, StoreSettings.of(clock, clock));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Watch<String> all = watch(store, "", 1);
      List<Future<Long>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        RandomGenerator random = new Random(seed * 100L + i);
        writers.add(threads.submit(() -> write(store, random)));
      }
      List<Future<Told>> watchers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        watchers.add(threads.submit(watcher(store, new Random(seed * 1000L + i))));
      }
      long committed = 0;
      for (Future<Long> writer : writers) {
        committed += writer.get();
      }
      assertThat(store.revision()).isEqualTo(1 + committed);
      store.commit(new Write.Put<>("/k/1/last", "", Expectation.ANY));
      store.commit(new Write.Put<>("/k/2/last", "", Expectation.ANY));
      List<Event<String>> events = read(all, store.revision());
      assertThat(events).extracting(Event::revision).isSorted().doesNotHaveDuplicates();
      assertThat(events).hasSize((int) committed + 2);
      for (Future<Told> watcher : watchers) {
        Told told = watcher.get();
        assertThat(told.events())
            .as("seed %d: events of %s after %d", seed, told.prefix(), told.after())
            .isEqualTo(
                events.stream()
                    .filter(event -> event.key().startsWith(told.prefix()))
                    .filter(event -> event.revision() > told.after())
                    .toList());
      }
    }
  }

  private record Told(String prefix, long after, List<Event<String>> events) {}

  private static long write(EmbeddedStore<String> store, RandomGenerator random) {
    long committed = 0;
    for (int i = 0; i < WRITES; i++) {
      int number = random.nextInt(KEYS);
      String key = "/k/%d/%d".formatted(1 + number % 2, number);
      Entry<String> seen = store.snapshot().get(key);
      Write<String> write =
          seen == null
              ? Write.create(key, "x")
              : random.nextInt(4) == 0
                  ? Write.delete(key, seen.modRevision())
                  : Write.replace(key, "y", seen.modRevision());
      if (store.commit(write) instanceof Committed<String>(Entry<String> entry, long revision)) {
        committed++;
        assertThat(store.revision()).isGreaterThanOrEqualTo(revision);
        assertThat(write instanceof Write.Delete || entry.value().endsWith("@" + revision))
            .isTrue();
      }
      if (random.nextInt(50) == 0) {
        store.compact(store.revision() - random.nextInt(200));
      }
    }
    return committed;
  }

  /// Watches from somewhere in the past until it sees the last key.
  private static Callable<Told> watcher(EmbeddedStore<String> store, RandomGenerator random) {
    return () -> {
      String prefix = "/k/" + (1 + random.nextInt(2));
      int start = random.nextInt(WRITES);
      Eventually.await("revision " + start, () -> store.revision() >= start);
      while (true) {
        long after = Math.max(store.compactRevision(), store.revision() - 2 - random.nextInt(100));
        if (store.watch(prefix, after)
            instanceof WatchResult.Started<String>(Watch<String> watch)) {
          try (watch) {
            return new Told(prefix, after, readToLast(watch));
          }
        }
      }
    };
  }

  private static List<Event<String>> readToLast(Watch<String> watch) throws InterruptedException {
    List<Event<String>> events = new ArrayList<>();
    long progress = 0;
    while (events.isEmpty() || !events.getLast().key().endsWith("/last")) {
      switch (watch.next(Duration.ofMillis(5))) {
        case Progress<String>(long revision) -> {
          assertThat(revision).isGreaterThanOrEqualTo(progress);
          progress = revision;
        }
        case Ended<String> ended -> throw new AssertionError(ended);
        case Event<String> event -> {
          assertThat(event.revision()).isGreaterThan(progress);
          events.add(event);
        }
      }
    }
    return events;
  }

  private static List<Event<String>> read(Watch<String> watch, long upTo)
      throws InterruptedException {
    List<Event<String>> events = new ArrayList<>();
    while (events.isEmpty() || events.getLast().revision() < upTo) {
      WatchSignal<String> signal = watch.next(Duration.ofSeconds(20));
      events.add((Event<String>) signal);
    }
    return events;
  }

  private static Watch<String> watch(EmbeddedStore<String> store, String prefix, long after) {
    WatchRequest request = new WatchRequest(prefix, after, Integer.MAX_VALUE);
    return ((WatchResult.Started<String>) store.watch(request)).watch();
  }
}
