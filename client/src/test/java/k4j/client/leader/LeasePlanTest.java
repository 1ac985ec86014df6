package k4j.client.leader;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;

class LeasePlanTest {

  private static final Duration FIFTEEN = Duration.ofSeconds(15);
  private static final Instant START = MovableClock.START;
  private static final LeaseRecord HELD = LeasePlan.first("a", FIFTEEN, START);

  @Test
  void theHolderRenews() {
    Instant later = START.plusSeconds(2);
    assertThat(LeasePlan.next(HELD, START, "a", FIFTEEN, later))
        .contains(new LeaseRecord("a", FIFTEEN, START, later, 0));
  }

  @Test
  void anotherWaitsWhileTheHolderIsAlive() {
    assertThat(LeasePlan.next(HELD, START, "b", FIFTEEN, START.plusSeconds(14))).isEmpty();
  }

  @Test
  void anotherTakesOverWhenTheLeaseWasNotRenewedForItsDuration() {
    Instant later = START.plusSeconds(15);
    assertThat(LeasePlan.next(HELD, START, "b", FIFTEEN, later))
        .contains(new LeaseRecord("b", FIFTEEN, later, later, 1));
  }

  @Test
  void aReleasedLeaseIsTakenAtOnce() {
    LeaseRecord free = LeasePlan.released(HELD, START);
    assertThat(LeasePlan.next(free, START, "b", FIFTEEN, START)).isPresent();
  }

  @Test
  void survivesItsJsonForm() {
    assertThat(LeaseRecord.of(HELD.json())).isEqualTo(HELD);
  }
}
