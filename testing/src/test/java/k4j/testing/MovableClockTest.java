package k4j.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MovableClockTest {

  private final MovableClock clock = new MovableClock();
  private final List<String> ran = new ArrayList<>();

  @Test
  void runsWhatIsDueInOrderOfTime() {
    clock.schedule(() -> ran.add("b"), 2, TimeUnit.SECONDS);
    clock.schedule(() -> ran.add("a"), 1, TimeUnit.SECONDS);
    clock.schedule(() -> ran.add("c"), 3, TimeUnit.SECONDS);

    clock.advance(Duration.ofSeconds(2));

    assertThat(ran).containsExactly("a", "b");
    assertThat(clock.waiting()).isEqualTo(1);
    assertThat(clock.instant()).isEqualTo(MovableClock.START.plusSeconds(2));
  }

  @Test
  void aTaskSeesTheTimeItIsDueAndMayScheduleMore() {
    clock.schedule(
        () -> {
          ran.add("first at " + clock.instant().getEpochSecond() % 60);
          clock.schedule(
              () -> ran.add("second at " + clock.instant().getEpochSecond() % 60),
              1,
              TimeUnit.SECONDS);
        },
        1,
        TimeUnit.SECONDS);

    clock.advance(Duration.ofSeconds(10));

    assertThat(ran).containsExactly("first at 1", "second at 2");
  }

  @Test
  void periodicTasksRepeatUntilCancelled() {
    var task = clock.scheduleAtFixedRate(() -> ran.add("tick"), 1, 1, TimeUnit.SECONDS);
    clock.advance(Duration.ofSeconds(3));
    task.cancel(false);
    clock.advance(Duration.ofSeconds(3));

    assertThat(ran).hasSize(3);
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void aDelayOfZeroRunsAtOnce() {
    clock.schedule(() -> ran.add("now"), 0, TimeUnit.SECONDS);
    assertThat(ran).containsExactly("now");
  }

  @Test
  void jumpsToTheNextTask() {
    clock.schedule(() -> ran.add("late"), 7, TimeUnit.DAYS);
    assertThat(clock.advanceToNext()).isTrue();
    assertThat(ran).containsExactly("late");
    assertThat(clock.advanceToNext()).isFalse();
  }
}
