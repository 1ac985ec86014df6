package k4j.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import k4j.store.Expectation;
import k4j.store.Write;
import k4j.store.embedded.StoreSettings.Retention;
import k4j.testing.Eventually;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;

final class RetentionTest {

  private final MovableClock clock = new MovableClock();

  @Test
  void historyIsKeptForItsTime() {
    try (EmbeddedStore<String> store = store(Retention.DEFAULT)) {
      write(store, "a", 1);
      clock.advance(Duration.ofSeconds(30));
      write(store, "a", 1);
      clock.advance(Duration.ofMinutes(4));
      assertThat(store.compactRevision()).isEqualTo(1);
      clock.advance(Duration.ofMinutes(1));
      Eventually.await("compaction", () -> store.compactRevision() == 2);
      clock.advance(Duration.ofSeconds(30));
      Eventually.await("compaction", () -> store.compactRevision() == 3);
      clock.advance(Duration.ofHours(1));
      assertThat(store.compactRevision()).isEqualTo(3);
      assertThat(store.snapshot().get("a")).isNotNull();
    }
  }

  @Test
  void historyIsLimitedInRevisions() {
    try (EmbeddedStore<String> store =
        store(new Retention(Duration.ofMinutes(5), 1000, Long.MAX_VALUE))) {
      write(store, "a", 5000);
      assertThat(store.revision() - store.compactRevision()).isBetween(1000L - Chunk.LENGTH, 1000L);
    }
  }

  @Test
  void historyIsLimitedInBytesOfWhatWasReplaced() {
    try (EmbeddedStore<String> store =
        store(new Retention(Duration.ofMinutes(5), Long.MAX_VALUE, 100_000))) {
      for (int i = 0; i < 500; i++) {
        store.commit(Write.create("/live/" + i, "x".repeat(1000)));
      }
      assertThat(store.compactRevision()).isEqualTo(1);
      for (int i = 0; i < 500; i++) {
        store.commit(new Write.Put<>("/live/" + i, "y".repeat(1000), Expectation.ANY));
      }
      assertThat(store.revision() - store.compactRevision()).isBetween(100L, 100L + Chunk.LENGTH);
    }
  }

  private EmbeddedStore<String> store(Retention retention) {
    return EmbeddedStore.inMemory(
        Text.CODEC, new StoreSettings(retention, 1 << 20, 1 << 20, clock, clock));
  }

  private static void write(EmbeddedStore<String> store, String key, int times) {
    for (int i = 0; i < times; i++) {
      store.commit(new Write.Put<>(key, "x", Expectation.ANY));
    }
  }
}
