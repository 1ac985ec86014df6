package k4j.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A clock that stands still until a test moves it, and the timer that goes with it: what is due
/// runs, in order of time, on the thread that advances the clock. Work without a delay runs at once
/// on the caller's thread.
public final class MovableClock extends AbstractExecutorService
    implements ScheduledExecutorService, InstantSource {

  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final PriorityQueue<TimedTask<?>> tasks = new PriorityQueue<>();
  private Instant now;
  private long sequence;
  private boolean shutdown;

  public MovableClock() {
    this(START);
  }

  public MovableClock(Instant start) {
    now = start;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  /// Moves time on, running each task at the instant it is due, also those that tasks schedule.
  public void advance(Duration by) {
    Instant end = instant().plus(by);
    for (TimedTask<?> task = due(end); task != null; task = due(end)) {
      task.runDue();
    }
    moveTo(end);
  }

  /// Moves time to the next task that is due and runs it; false where there is none.
  public boolean advanceToNext() {
    Instant next;
    synchronized (this) {
      if (tasks.isEmpty()) {
        return false;
      }
      next = tasks.peek().due();
    }
    Duration until = Duration.between(instant(), next);
    advance(until.isNegative() ? Duration.ZERO : until);
    return true;
  }

  /// How many tasks wait.
  public synchronized int waiting() {
    return tasks.size();
  }

  private synchronized @Nullable TimedTask<?> due(Instant end) {
    TimedTask<?> first = tasks.peek();
    if (first == null || first.due().isAfter(end)) {
      return null;
    }
    tasks.poll();
    moveTo(first.due());
    return first;
  }

  private synchronized void moveTo(Instant instant) {
    if (instant.isAfter(now)) {
      now = instant;
    }
  }

  synchronized void enqueue(TimedTask<?> task) {
    if (shutdown) {
      throw new RejectedExecutionException("the clock was shut down");
    }
    tasks.add(task);
  }

  synchronized void dequeue(TimedTask<?> task) {
    tasks.remove(task);
  }

  private synchronized long nextSequence() {
    return sequence++;
  }

  private <V> ScheduledFuture<V> schedule(Callable<V> work, Duration delay, Duration period) {
    var task = new TimedTask<>(this, work, instant().plus(delay), period, nextSequence());
    if (delay.isPositive()) {
      enqueue(task);
    } else {
      task.runDue();
    }
    return task;
  }

  private static Callable<@Nullable Object> callable(Runnable work) {
    return () -> {
      work.run();
      return null;
    };
  }

  private static Duration duration(long amount, TimeUnit unit) {
    return Duration.of(amount, unit.toChronoUnit());
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable work, long delay, TimeUnit unit) {
    return schedule(callable(work), duration(delay, unit), Duration.ZERO);
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> work, long delay, TimeUnit unit) {
    return schedule(work, duration(delay, unit), Duration.ZERO);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long initialDelay, long period, TimeUnit unit) {
    return schedule(callable(work), duration(initialDelay, unit), duration(period, unit));
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long initialDelay, long delay, TimeUnit unit) {
    return schedule(callable(work), duration(initialDelay, unit), duration(delay, unit));
  }

  @Override
  public void execute(Runnable work) {
    work.run();
  }

  @Override
  public synchronized void shutdown() {
    shutdown = true;
    tasks.clear();
  }

  @Override
  public synchronized List<Runnable> shutdownNow() {
    var left = new ArrayList<Runnable>();
    tasks.forEach(left::add);
    shutdown();
    return left;
  }

  @Override
  public synchronized boolean isShutdown() {
    return shutdown;
  }

  @Override
  public synchronized boolean isTerminated() {
    return shutdown;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return isShutdown();
  }
}
