package k4j.store.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import k4j.store.Expectation;
import k4j.store.StoreUnavailableException;
import k4j.store.Write;
import k4j.store.disk.LogWriter;
import k4j.store.disk.Recovery;
import k4j.store.disk.SimulatedDisk;
import k4j.store.embedded.StoreSettings.Retention;
import org.jspecify.annotations.Nullable;

/// A store without threads on a simulated disk, and the model of what it has acknowledged.
final class Machine {

  private static final Retention RETENTION = new Retention(Duration.ofMinutes(5), 150, 4000);
  private static final int KEYS = 12;

  private final SimulatedDisk disk;
  private final int segmentBytes;
  private final int snapshotBytes;
  private int longest = 200;
  private Engine<String> engine;
  private Model model = new Model();

  /// What the store holds if the write in which it failed is there after all.
  private @Nullable Model inDoubt;

  Machine(SimulatedDisk disk, int segmentBytes, int snapshotBytes) throws IOException {
    this.disk = disk;
    this.segmentBytes = segmentBytes;
    this.snapshotBytes = snapshotBytes;
    this.engine = boot();
  }

  /// Lets some values become this long.
  void longest(int length) {
    longest = length;
  }

  Engine<String> engine() {
    return engine;
  }

  Model model() {
    return model;
  }

  /// Commits some random writes as one batch; returns whether they were acknowledged.
  boolean commitSome(RandomGenerator random) {
    Model attempted = model.copy();
    List<Commit<String>> batch = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      String key = "/k/" + random.nextInt(KEYS);
      if (attempted.get(key) != null && random.nextInt(3) == 0) {
        batch.add(Commit.of(new Write.Delete<>(key, Expectation.ANY), Text.CODEC));
        attempted.delete(key);
      } else {
        String value = "v".repeat(random.nextInt(random.nextInt(6) == 0 ? longest : 30));
        batch.add(Commit.of(new Write.Put<>(key, value, Expectation.ANY), Text.CODEC));
        attempted.put(key, value);
      }
    }
    engine.commit(batch);
    try {
      batch.forEach(Commit::await);
      model = attempted;
      return true;
    } catch (StoreUnavailableException e) {
      if (e.reason() == StoreUnavailableException.Reason.FAILED && inDoubt == null) {
        inDoubt = attempted;
      }
      return false;
    }
  }

  /// Starts again on what the disk has, and checks that nothing acknowledged is missing and that
  /// what was not acknowledged is there as a whole or not at all.
  void reboot() throws IOException {
    engine = boot();
    if (inDoubt != null && engine.state().revision() == inDoubt.revision()) {
      model = inDoubt;
    }
    inDoubt = null;
    model.check(engine.state());
  }

  private Engine<String> boot() throws IOException {
    Recovered<String> recovered = new Recovered<>(Text.CODEC, RETENTION);
    LogWriter log = Recovery.run(disk, segmentBytes, recovered);
    return new Engine<>(
        Text.CODEC,
        new DiskJournal<>(disk, log, Text.CODEC, snapshotBytes, Runnable::run),
        new Watchers<>(),
        recovered.history(),
        recovered.tree());
  }
}
