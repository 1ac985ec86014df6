package k4j.store.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import k4j.store.CommitResult.Committed;
import k4j.store.Expectation;
import k4j.store.Write;
import k4j.testing.MovableClock;

/// A program that writes until it is killed, and says what has been acknowledged.
final class KilledStore {

  static final int WRITERS = 16;
  private static final int KEYS = 5;

  private KilledStore() {}

  /// Takes the directory and the number of the round; prints `WRITER STEP REVISION`.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    MovableClock clock = new MovableClock();
    StoreSettings settings =
        new StoreSettings(StoreSettings.Retention.DEFAULT, 300_000, 500_000, clock, clock);
    try (EmbeddedStore<String> store =
        EmbeddedStore.open(Path.of(arguments[0]), Text.CODEC, settings)) {
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        int writer = i;
        writers.add(
            Thread.startVirtualThread(() -> write(store, Integer.parseInt(arguments[1]), writer)));
      }
      for (Thread writer : writers) {
        writer.join();
      }
    }
  }

  private static void write(EmbeddedStore<String> store, int round, int writer) {
    for (int step = 0; ; step++) {
      if (store.commit(step(round, writer, step)) instanceof Committed<String> committed) {
        System.out.println(writer + " " + step + " " + committed.revision());
      }
    }
  }

  private static Write<String> step(int round, int writer, int step) {
    String key = "/%d/%d/%d".formatted(round, writer, step % KEYS);
    return step % 7 == 6
        ? new Write.Delete<>(key, Expectation.ANY)
        : new Write.Put<>(key, step + "x".repeat(step % 300), Expectation.ANY);
  }

  /// What a writer's keys hold after its first `steps` steps.
  static Map<String, String> after(int round, int writer, int steps) {
    Map<String, String> state = new TreeMap<>();
    for (int step = Math.max(0, steps - 3 * KEYS); step < steps; step++) {
      switch (step(round, writer, step)) {
        case Write.Put<String> put -> state.put(put.key(), put.value());
        case Write.Delete<String> delete -> state.remove(delete.key());
      }
    }
    return state;
  }
}
