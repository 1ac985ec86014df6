package k4j.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import k4j.store.disk.SimulatedDisk;
import k4j.store.disk.SimulatedDisk.Survival;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Cuts the power at every step of a disk's life.
final class CrashTest {

  private static final int SEGMENT = 800;
  private static final int SNAPSHOT = 600;

  @ParameterizedTest
  @EnumSource
  void nothingAcknowledgedIsLostWhereverThePowerIsCut(Survival survival) throws IOException {
    long steps = life(Long.MAX_VALUE, survival);
    assertThat(steps).isGreaterThan(150);
    for (long cut = 1; cut < steps; cut++) {
      life(cut, survival);
    }
  }

  /// The same writes each time, the power cut after some steps; then a second life with another
  /// cut.
  private static long life(long cut, Survival survival) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    disk.bytesPerStep(
        switch (survival) {
          case ALL -> 3;
          case SOME -> 5;
          case NONE -> 50;
        });
    RandomGenerator random = new Random(7);
    String where = "cut after %d steps, survival %s".formatted(cut, survival);
    try {
      Machine machine = new Machine(disk, SEGMENT, SNAPSHOT);
      disk.cutAfter(cut);
      int batches = 0;
      while (batches < 20 && machine.commitSome(random)) {
        batches++;
      }
      long steps = disk.steps();
      disk.restart(survival, new Random(cut));
      machine.reboot();
      assertThat(machine.commitSome(random)).isTrue();
      disk.restart(Survival.NONE, random);
      machine.reboot();
      return steps;
    } catch (AssertionError | IOException | RuntimeException e) {
      throw new AssertionError(where, e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void manyLivesWithCutsFullDisksAndFailures(int group) {
    for (long seed = group * 1000L; seed < group * 1000L + 60; seed++) {
      try {
        manyLives(new Random(seed));
      } catch (AssertionError | IOException | RuntimeException e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
  }

  private static void manyLives(RandomGenerator random) throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Machine machine = new Machine(disk, 300 + random.nextInt(20_000), 200 + random.nextInt(20_000));
    machine.longest(10 + random.nextInt(3000));
    for (int life = 0; life < 6; life++) {
      switch (random.nextInt(4)) {
        case 0 -> disk.cutAfter(1 + random.nextInt(20_000));
        case 1 -> disk.capacity(disk.used() + random.nextInt(4000));
        case 2 -> disk.failForce(random.nextInt(3) == 0);
        default -> {}
      }
      for (int i = 0; i < 40; i++) {
        long before = machine.engine().state().revision();
        boolean acknowledged = machine.commitSome(random);
        assertThat(machine.engine().state().revision() > before).isEqualTo(acknowledged);
        machine.engine().state().treeAt(machine.engine().state().compactRevision());
        if (random.nextInt(10) == 0) {
          machine.engine().compact(random.nextLong(before + 10));
          machine.model().check(machine.engine().state());
        }
        if (random.nextInt(20) == 0) {
          disk.capacity(Long.MAX_VALUE);
        }
      }
      disk.capacity(Long.MAX_VALUE);
      Survival survival = List.copyOf(EnumSet.allOf(Survival.class)).get(random.nextInt(3));
      // A cut during the start itself, then a start that is let through.
      disk.restart(survival, random);
      disk.cutAfter(1 + random.nextInt(3));
      try {
        machine.reboot();
        disk.cutAfter(Long.MAX_VALUE);
      } catch (IOException _) {
        disk.restart(Survival.SOME, random);
        machine.reboot();
      }
    }
  }

  @Test
  void aFullDiskRefusesWritesAndTakesThemAgainLater() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Machine machine = new Machine(disk, 100_000, 1 << 20);
    RandomGenerator random = new Random(3);
    assertThat(machine.commitSome(random)).isTrue();
    disk.capacity(disk.used());
    int acknowledged = 0;
    while (machine.commitSome(random)) {
      acknowledged++;
    }
    assertThat(acknowledged).isGreaterThan(10);
    machine.model().check(machine.engine().state());
    disk.capacity(Long.MAX_VALUE);
    assertThat(machine.commitSome(random)).isTrue();
    disk.restart(Survival.NONE, random);
    machine.reboot();
  }

  @Test
  void afterAFailedForceNoMoreIsWritten() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    Machine machine = new Machine(disk, 100_000, 1 << 20);
    RandomGenerator random = new Random(3);
    assertThat(machine.commitSome(random)).isTrue();
    disk.failForce(true);
    assertThat(machine.commitSome(random)).isFalse();
    disk.failForce(false);
    long steps = disk.steps();
    Model acknowledged = machine.model();
    assertThat(machine.engine().state().revision()).isEqualTo(acknowledged.revision());
    assertThat(disk.steps()).isEqualTo(steps);
  }
}
