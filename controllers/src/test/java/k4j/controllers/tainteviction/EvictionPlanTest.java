package k4j.controllers.tainteviction;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import k4j.api.core.v1.Taint;
import k4j.api.core.v1.Toleration;
import k4j.testing.MovableClock;
import org.junit.jupiter.api.Test;

class EvictionPlanTest {

  private static final Instant T0 = MovableClock.START;
  private static final Taint TAINT =
      Taint.EMPTY.withKey("k").withEffect("NoExecute").withTimeAdded(T0);
  private static final Toleration ALL = Toleration.EMPTY.withOperator("Exists");

  @Test
  void withoutTolerationItLeavesAtOnce() {
    assertThat(EvictionPlan.leaveAt(List.of(TAINT), List.of(), T0.plusSeconds(9))).contains(T0);
  }

  @Test
  void withATolerationWithoutEndItStays() {
    assertThat(EvictionPlan.leaveAt(List.of(TAINT), List.of(ALL), T0)).isEmpty();
  }

  @Test
  void theShortestTolerationCounts() {
    assertThat(
            EvictionPlan.leaveAt(
                List.of(TAINT),
                List.of(ALL.withTolerationSeconds(300), ALL.withTolerationSeconds(30), ALL),
                T0))
        .contains(T0.plusSeconds(30));
  }

  @Test
  void taintsThatDriveNobodyAwayDoNotCount() {
    assertThat(EvictionPlan.leaveAt(List.of(TAINT.withEffect("NoSchedule")), List.of(), T0))
        .isEmpty();
  }

  @Test
  void aTolerationOfAnotherValueDoesNotHelp() {
    Toleration other = Toleration.EMPTY.withKey("k").withValue("v").withEffect("NoExecute");
    assertThat(EvictionPlan.leaveAt(List.of(TAINT), List.of(other), T0)).contains(T0);
    assertThat(EvictionPlan.leaveAt(List.of(TAINT.withValue("v")), List.of(other), T0)).isEmpty();
  }
}
