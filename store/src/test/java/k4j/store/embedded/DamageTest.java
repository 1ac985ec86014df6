package k4j.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import k4j.store.Entry;
import k4j.store.disk.CorruptStoreException;
import k4j.store.disk.Salvage.Keep;
import k4j.store.disk.Salvage.Report;
import k4j.store.disk.SalvageAccess;
import k4j.store.disk.SimulatedDisk;
import k4j.store.disk.SimulatedDisk.Survival;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Spoils what had been acknowledged.
final class DamageTest {

  private static final String LOG = "log-0000000000000000002";

  private final SimulatedDisk disk = new SimulatedDisk();
  private final RandomGenerator random = new Random(11);
  private Machine machine;

  /// The revision after each batch, by the place in the log where the batch ends.
  private final TreeMap<Integer, Long> ends = new TreeMap<>();

  @BeforeEach
  void writeALog() throws IOException {
    machine = new Machine(disk, 1 << 20, 1 << 20);
    for (int i = 0; i < 8; i++) {
      machine.commitSome(random);
      ends.put(length(disk.content(LOG)), machine.model().revision());
    }
  }

  @Test
  void aChangedByteIsNeverTakenForAWriteThatWasNotFinished() throws IOException {
    int length = ends.lastKey();
    for (int place = 0; place < length; place++) {
      for (int flip : new int[] {1, 0xff}) {
        SimulatedDisk spoilt = disk.copy();
        spoilt.content(LOG)[place] ^= (byte) flip;
        try {
          machine.model().check(new Machine(spoilt, 1 << 20, 1 << 20).engine().state());
        } catch (CorruptStoreException e) {
          assertThat(e.file()).isEqualTo("/simulated/" + LOG);
          assertThat(e.offset()).isLessThanOrEqualTo(place).isGreaterThan(place - 1200);
          assertThat(e).hasMessageContaining(LOG + " is damaged at byte " + e.offset());
        } catch (AssertionError e) {
          throw new AssertionError("flip %x at byte %d of %d".formatted(flip, place, length), e);
        }
      }
    }
  }

  @Test
  void whatBecameEmptyInTheMiddleIsNotTakenForTheEnd() throws IOException {
    int end = ends.lowerKey(ends.lastKey());
    for (int length : new int[] {8, 100, 512, 1500}) {
      for (int place = 0; place + length <= end; place += 8) {
        SimulatedDisk spoilt = disk.copy();
        byte[] content = spoilt.content(LOG);
        byte[] before = content.clone();
        Arrays.fill(content, place, place + length, (byte) 0);
        if (!Arrays.equals(before, content) && opens(spoilt)) {
          assertThat(new Machine(spoilt, 1 << 20, 1 << 20).engine().state().revision())
              .as("%d bytes at %d, ends %s", length, place, ends)
              .isEqualTo(machine.model().revision());
        }
      }
    }
  }

  @Test
  void salvageKeepsTheStateBeforeTheDamageOrAllThatCanBeRead() throws IOException {
    for (int place = 60; place < ends.lastKey(); place += 37) {
      long before = ends.floorEntry(place) == null ? 1 : ends.floorEntry(place).getValue();
      long after = ends.higherEntry(place).getValue();
      SimulatedDisk spoilt = disk.copy();
      spoilt.content(LOG)[place] ^= 0x55;
      if (opens(spoilt)) {
        continue;
      }
      SimulatedDisk other = spoilt.copy();

      Report report = SalvageAccess.run(spoilt, Keep.BEFORE_DAMAGE);
      State<String> state = new Machine(spoilt, 1 << 20, 1 << 20).engine().state();
      assertThat(Model.list(state.tree()))
          .isEqualTo(List.copyOf(machine.model().at(before).values()));
      assertThat(report.damages()).hasSize(1);
      assertThat(report.setAside()).hasSize(1);
      assertThat(state.revision())
          .isEqualTo(report.revision())
          .isGreaterThan(machine.model().revision());

      SalvageAccess.run(other, Keep.ALL_READABLE);
      Map<String, Entry<String>> expected = machine.model().at(machine.model().revision());
      expected.values().removeIf(entry -> within(entry.modRevision(), before, after));
      State<String> all = new Machine(other, 1 << 20, 1 << 20).engine().state();
      for (Entry<String> entry : expected.values()) {
        Entry<String> kept = all.tree().get(entry.key());
        assertThat(kept).isNotNull();
        assertThat(kept.value()).isEqualTo(entry.value());
        assertThat(kept.modRevision()).isEqualTo(entry.modRevision());
      }
    }
  }

  @Test
  void aSalvagedStoreGoesOn() throws IOException {
    disk.content(LOG)[300] ^= 0x55;
    SalvageAccess.run(disk, Keep.ALL_READABLE);
    Engine<String> engine = new Machine(disk, 1 << 20, 1 << 20).engine();
    long revision = engine.state().revision();
    Commit<String> commit = Commit.of(k4j.store.Write.create("/new", "x"), Text.CODEC);
    engine.commit(List.of(commit));
    commit.await();
    disk.restart(Survival.NONE, random);
    State<String> state = new Machine(disk, 1 << 20, 1 << 20).engine().state();
    assertThat(state.revision()).isEqualTo(revision + 1);
    assertThat(state.tree().get("/new")).isNotNull();
  }

  @Test
  void salvageChangesNothingWhereNothingIsDamaged() throws IOException {
    SimulatedDisk copy = disk.copy();
    Report report = SalvageAccess.run(copy, Keep.ALL_READABLE);
    assertThat(report.damages()).isEmpty();
    assertThat(report.revision()).isEqualTo(machine.model().revision());
    assertThat(copy.list()).isEqualTo(disk.list());
  }

  @Test
  void aDamagedSnapshotIsMadeGoodForByTheOneBefore() throws IOException {
    SimulatedDisk small = new SimulatedDisk();
    Machine writer = new Machine(small, 700, 500);
    for (int i = 0; i < 60; i++) {
      writer.commitSome(random);
    }
    String snapshot =
        small.list().stream().filter(name -> name.startsWith("snapshot-")).toList().getLast();
    for (int place = 0; place < small.content(snapshot).length; place += 11) {
      SimulatedDisk spoilt = small.copy();
      spoilt.content(snapshot)[place] ^= 0x55;
      if (opens(spoilt)) {
        continue;
      }
      Report report = SalvageAccess.run(spoilt, Keep.BEFORE_DAMAGE);
      assertThat(report.damages()).allMatch(damage -> damage.file().endsWith(snapshot));
      assertThat(Model.list(new Machine(spoilt, 700, 500).engine().state().tree()))
          .isEqualTo(Model.list(writer.engine().state().tree()));
    }
  }

  @Test
  void aMissingFileIsNoticed() throws IOException {
    SimulatedDisk small = new SimulatedDisk();
    Machine writer = new Machine(small, 700, 1 << 20);
    for (int i = 0; i < 60; i++) {
      writer.commitSome(random);
    }
    List<String> logs = small.list().stream().filter(name -> name.startsWith("log-")).toList();
    assertThat(logs).hasSizeGreaterThan(3);
    for (String log : logs.subList(0, logs.size() - 1)) {
      SimulatedDisk spoilt = small.copy();
      spoilt.delete(log);
      assertThatThrownBy(() -> new Machine(spoilt, 700, 1 << 20))
          .isInstanceOf(CorruptStoreException.class)
          .hasMessageContaining(log);
    }
  }

  private static boolean within(long revision, long after, long upTo) {
    return revision > after && revision <= upTo;
  }

  private static boolean opens(SimulatedDisk disk) throws IOException {
    try {
      new Machine(disk.copy(), 1 << 20, 1 << 20);
      return true;
    } catch (CorruptStoreException _) {
      return false;
    }
  }

  private static int length(byte[] content) {
    int length = content.length;
    while (content[length - 1] == 0) {
      length--;
    }
    return length;
  }
}
