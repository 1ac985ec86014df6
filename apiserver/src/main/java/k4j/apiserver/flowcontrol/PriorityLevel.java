package k4j.apiserver.flowcontrol;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import k4j.api.meta.StatusException;
import k4j.apiserver.flowcontrol.LevelSpec.Queuing;
import k4j.apiserver.flowcontrol.LevelSpec.SeatBounds;
import k4j.apiserver.flowcontrol.SeatQueue.Waiter;
import org.jspecify.annotations.Nullable;

/// The seats of one level. Who finds one free takes it with one atomic step; only who does not
/// takes the lock, and waits in a queue that its flow was dealt, until the queues had their fair
/// turns.
final class PriorityLevel {

  /// How long a request may wait: a quarter of `--request-timeout`.
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ScheduledExecutorService timer;
  private final AtomicInteger taken = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger waitingSeats = new AtomicInteger();
  private final ReentrantLock lock = new ReentrantLock();
  private final RetryAfter retryAfter = new RetryAfter();

  private volatile Shape shape;
  private volatile int limit;
  private SeatQueue[] queues;
  private boolean staleQueues;
  private double virtualTime;

  /// What the configuration makes of a level.
  record Shape(LevelSpec spec, SeatBounds bounds, int widest) {
    static Shape of(LevelSpec spec, SeatBounds bounds) {
      return new Shape(spec, bounds, spec.widest(bounds));
    }
  }

  /// What became of a request for seats.
  sealed interface Outcome {

    /// @param from where it waited; null where it did not
    record Seated(int seats, @Nullable SeatQueue from) implements Outcome {}

    /// @param reason `queue-full`, `concurrency-limit` or `time-out`
    record Rejected(String reason) implements Outcome {}
  }

  PriorityLevel(Shape shape, ScheduledExecutorService timer) {
    this.timer = timer;
    this.shape = shape;
    limit = shape.bounds().initial();
    queues = queues(shape.spec().queuing());
  }

  private static SeatQueue[] queues(@Nullable Queuing queuing) {
    var made = new SeatQueue[queuing == null ? 0 : queuing.queues()];
    Arrays.setAll(made, _ -> new SeatQueue());
    return made;
  }

  LevelSpec spec() {
    return shape.spec();
  }

  SeatBounds bounds() {
    return shape.bounds();
  }

  int widest() {
    return shape.widest();
  }

  RetryAfter retryAfter() {
    return retryAfter;
  }

  /// Takes over what the configuration says now; who waits in a queue goes on waiting there.
  void reshape(Shape next) {
    lock.lock();
    try {
      staleQueues |= !Objects.equals(next.spec().queuing(), spec().queuing());
      boolean sameBounds = next.bounds().equals(shape.bounds());
      shape = next;
      if (!sameBounds) {
        limit = next.bounds().initial();
      }
      dispatch();
    } finally {
      lock.unlock();
    }
  }

  int limit() {
    return limit;
  }

  void limit(int seats) {
    lock.lock();
    try {
      limit = seats;
      dispatch();
    } finally {
      lock.unlock();
    }
  }

  int takenSeats() {
    return taken.get();
  }

  int waitingRequests() {
    return waiting.get();
  }

  /// The most seats that were wanted at once since seats were last divided anew.
  int peak() {
    return peak.get();
  }

  /// The most seats that were wanted at once since this was last asked, and are wanted now.
  int resetPeak() {
    int now = taken.get() + waitingSeats.get();
    return Math.max(now, peak.getAndSet(now));
  }

  /// Takes seats that nobody limits.
  void enter(int seats) {
    note(taken.addAndGet(seats));
  }

  void leave(int seats) {
    taken.addAndGet(-seats);
  }

  private void note(int wanted) {
    if (wanted > peak.get()) {
      peak.accumulateAndGet(wanted, Math::max);
    }
  }

  /// Whether seats could be taken just now.
  boolean hasRoom(int seats) {
    int now = taken.get();
    return waiting.get() == 0 && (now == 0 ? limit > 0 : now + seats <= limit);
  }

  /// Takes seats, after a wait where it must be.
  Outcome seat(long flow, int seats) {
    if (waiting.get() == 0 && take(seats)) {
      return new Outcome.Seated(seats, null);
    }
    Waiter waiter;
    lock.lock();
    try {
      if (waiting.get() == 0 && take(seats)) {
        return new Outcome.Seated(seats, null);
      }
      SeatQueue queue = queue(flow);
      Queuing queuing = shape.spec().queuing();
      if (queue == null || queuing == null) {
        return new Outcome.Rejected("concurrency-limit");
      }
      if (queue.length() >= queuing.queueLengthLimit()) {
        return new Outcome.Rejected("queue-full");
      }
      waiter = queue.add(seats, virtualTime);
      count(1, seats);
      note(taken.get() + waitingSeats.get());
      dispatch();
    } finally {
      lock.unlock();
    }
    return await(waiter);
  }

  /// A request that is wider than the level runs alone.
  private boolean take(int seats) {
    int now = taken.get();
    while (now == 0 ? limit > 0 : now + seats <= limit) {
      if (taken.compareAndSet(now, now + seats)) {
        note(now + seats);
        return true;
      }
      now = taken.get();
    }
    return false;
  }

  private void count(int requests, int seats) {
    waiting.addAndGet(requests);
    waitingSeats.addAndGet(seats);
  }

  /// The least loaded queue of the flow's hand.
  private @Nullable SeatQueue queue(long flow) {
    Queuing queuing = shape.spec().queuing();
    if (staleQueues && waiting.get() == 0) {
      queues = queues(queuing);
      staleQueues = false;
    }
    if (queues.length == 0 || queuing == null) {
      return null;
    }
    int size = Math.min(queuing.handSize(), queues.length);
    SeatQueue best = null;
    for (int card : ShuffleShard.hand(flow, queues.length, size)) {
      if (best == null || queues[card].load() < best.load()) {
        best = queues[card];
      }
    }
    return best;
  }

  private Outcome await(Waiter waiter) {
    ScheduledFuture<?> end =
        timer.schedule(() -> giveUp(waiter), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    try {
      return waiter.turn().get()
          ? new Outcome.Seated(waiter.seats(), waiter.queue())
          : new Outcome.Rejected("time-out");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      if (!giveUp(waiter)) {
        release(new Outcome.Seated(waiter.seats(), waiter.queue()));
      }
      throw StatusException.unavailable("the request was interrupted");
    } catch (ExecutionException never) {
      throw new IllegalStateException("nothing completes a turn with a failure", never);
    } finally {
      end.cancel(false);
    }
  }

  /// Whether it was still waiting.
  private boolean giveUp(Waiter waiter) {
    lock.lock();
    try {
      if (!waiter.queue().remove(waiter)) {
        return false;
      }
      count(-1, -waiter.seats());
      waiter.turn().complete(false);
      dispatch();
      return true;
    } finally {
      lock.unlock();
    }
  }

  void release(Outcome.Seated seated) {
    taken.addAndGet(-seated.seats());
    SeatQueue from = seated.from();
    if (from == null && waiting.get() == 0) {
      return;
    }
    lock.lock();
    try {
      if (from != null) {
        from.left(seated.seats());
      }
      dispatch();
    } finally {
      lock.unlock();
    }
  }

  /// Seats whose turn it is, as long as there are seats.
  private void dispatch() {
    while (waiting.get() > 0) {
      SeatQueue next = queues[0];
      for (SeatQueue each : queues) {
        next = each.begin() < next.begin() ? each : next;
      }
      if (!take(next.first().seats())) {
        return;
      }
      Waiter waiter = next.take();
      virtualTime = waiter.begin();
      count(-1, -waiter.seats());
      waiter.turn().complete(true);
    }
  }
}
