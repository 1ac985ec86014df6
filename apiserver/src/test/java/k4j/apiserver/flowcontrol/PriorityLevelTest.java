package k4j.apiserver.flowcontrol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import k4j.apiserver.flowcontrol.LevelSpec.Queuing;
import k4j.apiserver.flowcontrol.LevelSpec.SeatBounds;
import k4j.apiserver.flowcontrol.PriorityLevel.Outcome;
import k4j.apiserver.flowcontrol.PriorityLevel.Outcome.Rejected;
import k4j.apiserver.flowcontrol.PriorityLevel.Outcome.Seated;
import k4j.apiserver.flowcontrol.PriorityLevel.Shape;
import k4j.apiserver.flowcontrol.SeatAllocation.Demand;
import k4j.testing.MovableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PriorityLevelTest {

  private final MovableClock clock = new MovableClock();

  private PriorityLevel level(int seats, @Nullable Queuing queuing) {
    var spec = new LevelSpec("test", "uid", false, 1, 0, -1, queuing);
    return new PriorityLevel(Shape.of(spec, new SeatBounds(seats, seats, seats)), clock);
  }

  private static CompletableFuture<Outcome> ask(PriorityLevel level, long flow, int seats) {
    int before = level.waitingRequests();
    var outcome = new CompletableFuture<Outcome>();
    Thread.ofVirtual().start(() -> outcome.complete(level.seat(flow, seats)));
    until(() -> outcome.isDone() || level.waitingRequests() > before);
    return outcome;
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void withoutQueuesWhoFindsNoSeatIsRejected() {
    PriorityLevel level = level(2, null);
    assertThat(level.seat(1, 1)).isEqualTo(new Seated(1, null));
    var second = (Seated) level.seat(1, 1);
    assertThat(level.seat(1, 1)).isEqualTo(new Rejected("concurrency-limit"));
    level.release(second);
    assertThat(level.seat(1, 1)).isInstanceOf(Seated.class);
  }

  @Test
  void aRequestWiderThanItsLevelRunsAlone() {
    PriorityLevel level = level(2, null);
    assertThat(level.seat(1, 5)).isInstanceOf(Seated.class);
    assertThat(level.seat(1, 1)).isInstanceOf(Rejected.class);
  }

  @Test
  void aFloodingFlowDoesNotKeepAnotherFromItsTurn() {
    PriorityLevel level = level(1, new Queuing(64, 1, 50));
    var running = (Seated) level.seat(0, 1);
    List<CompletableFuture<Outcome>> flood = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      flood.add(ask(level, 1, 1));
    }
    CompletableFuture<Outcome> modest = ask(level, 2, 1);
    for (int turns = 0; turns < 2; turns++) {
      level.release(running);
      running = (Seated) CompletableFuture.anyOf(all(flood, modest)).join();
      flood.removeIf(CompletableFuture::isDone);
    }
    assertThat(modest).isDone();
  }

  private static CompletableFuture<?>[] all(
      List<CompletableFuture<Outcome>> some, CompletableFuture<Outcome> one) {
    var all = new ArrayList<CompletableFuture<?>>(some);
    all.add(one);
    return all.toArray(CompletableFuture[]::new);
  }

  @Test
  void fullQueuesRejectAndTheOthersWaitOnlySoLong() {
    PriorityLevel level = level(1, new Queuing(1, 1, 1));
    var running = (Seated) level.seat(0, 1);
    CompletableFuture<Outcome> waiting = ask(level, 1, 1);
    assertThat(level.seat(1, 1)).isEqualTo(new Rejected("queue-full"));
    until(() -> clock.waiting() > 0);
    clock.advance(Duration.ofSeconds(16));
    assertThat(waiting.join()).isEqualTo(new Rejected("time-out"));
    level.release(running);
    assertThat(level.takenSeats()).isZero();
    assertThat(level.seat(1, 1)).isInstanceOf(Seated.class);
  }

  @Test
  void aHandHasDifferentQueues() {
    for (long hash = 1; hash < 3000; hash++) {
      int[] hand = ShuffleShard.hand(hash * 0x9E3779B97F4A7C15L, 16, 4);
      assertThat(Arrays.stream(hand).distinct().filter(card -> card >= 0 && card < 16).count())
          .isEqualTo(4);
    }
  }

  @Test
  void seatsGoWhereTheyAreNeededWithinBounds() {
    double[] seats =
        SeatAllocation.divide(
            100, List.of(new Demand(10, 600, 80), new Demand(30, 600, 30), new Demand(5, 20, 40)));
    assertThat(Arrays.stream(seats).sum()).isBetween(99.9, 100.1);
    assertThat(seats[0]).isGreaterThan(45);
    assertThat(seats[1]).isGreaterThanOrEqualTo(30);
    assertThat(seats[2]).isLessThanOrEqualTo(20.01);
  }

  @Test
  void idleLevelsLendToTheOneThatWaits() {
    PriorityLevel busy = level(10, new Queuing(1, 1, 50));
    busy.reshape(Shape.of(busy.spec(), new SeatBounds(10, 10, 40)));
    PriorityLevel idle = level(30, null);
    idle.reshape(Shape.of(spec("idle"), new SeatBounds(30, 5, 30)));
    List<Seated> running = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      running.add((Seated) busy.seat(1, 1));
    }
    CompletableFuture<Outcome> waiting = ask(busy, 1, 1);
    new Borrowing().adjust(List.of(busy, idle), 1);
    assertThat(waiting.join()).isInstanceOf(Seated.class);
    assertThat(busy.limit()).isGreaterThan(20);
    assertThat(running).hasSize(10);
  }

  private static LevelSpec spec(String name) {
    return new LevelSpec(name, "", false, 1, 0, -1, null);
  }

  @Test
  void whoIsTurnedAwayOftenIsAskedToStayAwayLonger() {
    var retry = new RetryAfter();
    long second = 1000;
    assertThat(retry.dropped(second)).isEqualTo(1);
    for (int i = 0; i < 10; i++) {
      retry.dropped(second);
    }
    assertThat(retry.dropped(second + 1)).isEqualTo(2);
    assertThat(retry.dropped(second + 60)).isEqualTo(1);
  }
}
