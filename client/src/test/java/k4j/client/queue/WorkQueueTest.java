package k4j.client.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

  private final MovableClock clock = new MovableClock();
  private final WorkQueue<String> queue = new WorkQueue<>(clock, clock, BackOff.PER_ITEM);

  @Test
  void aKeyIsThereOnceHoweverOftenItIsAdded() {
    queue.add("a");
    queue.add("b");
    queue.add("a");

    assertThat(queue.take()).contains("a");
    assertThat(queue.take()).contains("b");
    assertThat(queue.size()).isZero();
  }

  @Test
  void aKeyAddedWhileItIsWorkedOnComesBackWhenThatIsDone() {
    queue.add("a");
    queue.take();
    queue.add("a");
    queue.add("a");
    assertThat(queue.size()).isZero();

    queue.done("a");

    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.take()).contains("a");
    queue.done("a");
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void ofSeveralDelaysTheEarliestCounts() {
    queue.addAfter("a", Duration.ofSeconds(10));
    queue.addAfter("a", Duration.ofSeconds(2));
    queue.addAfter("a", Duration.ofSeconds(5));

    clock.advance(Duration.ofSeconds(1));
    assertThat(queue.size()).isZero();
    clock.advance(Duration.ofSeconds(1));
    assertThat(queue.take()).contains("a");
    queue.done("a");
    clock.advance(Duration.ofSeconds(60));
    assertThat(queue.size()).isZero();
    assertThat(clock.waiting()).isZero();
  }

  @Test
  void failuresDoubleTheDelayUntilForgotten() {
    for (int i = 0; i < 3; i++) {
      queue.addRateLimited("a");
      clock.advance(Duration.ofMillis((5L << i) - 1));
      assertThat(queue.size()).isZero();
      clock.advance(Duration.ofMillis(1));
      queue.done(queue.take().orElseThrow());
    }
    assertThat(queue.failures("a")).isEqualTo(3);
    queue.forget("a");
    queue.addRateLimited("a");
    clock.advance(Duration.ofMillis(5));
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void backOffHasAnUpperBound() {
    assertThat(BackOff.PER_ITEM.after(0)).isEqualTo(Duration.ofMillis(5));
    assertThat(BackOff.PER_ITEM.after(17)).isEqualTo(Duration.ofMillis(655_360));
    assertThat(BackOff.PER_ITEM.after(18)).isEqualTo(Duration.ofSeconds(1000));
    assertThat(BackOff.PER_ITEM.after(1_000_000)).isEqualTo(Duration.ofSeconds(1000));
  }

  @Test
  void closingEndsTheWait() throws InterruptedException {
    Thread waiting = Thread.ofVirtual().start(() -> assertThat(queue.take()).isEmpty());
    queue.close();
    waiting.join();
    queue.add("late");
    assertThat(queue.size()).isZero();
  }
}
