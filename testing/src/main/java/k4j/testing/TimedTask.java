package k4j.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Work that a movable clock runs when its time has come, once or again and again.
final class TimedTask<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {

  private final MovableClock clock;
  private final Duration period;
  private final long sequence;
  private volatile Instant due;

  TimedTask(MovableClock clock, Callable<V> work, Instant due, Duration period, long sequence) {
    super(work);
    this.clock = clock;
    this.due = due;
    this.period = period;
    this.sequence = sequence;
  }

  Instant due() {
    return due;
  }

  void runDue() {
    if (!isPeriodic()) {
      run();
    } else if (runAndReset()) {
      due = due.plus(period);
      clock.enqueue(this);
    }
  }

  @Override
  public boolean isPeriodic() {
    return period.isPositive();
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    clock.dequeue(this);
    return super.cancel(mayInterruptIfRunning);
  }

  @Override
  public long getDelay(TimeUnit unit) {
    return unit.convert(Duration.between(clock.instant(), due));
  }

  @Override
  public int compareTo(Delayed other) {
    if (!(other instanceof TimedTask<?> task)) {
      return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
    int byTime = due.compareTo(task.due);
    return byTime != 0 ? byTime : Long.compare(sequence, task.sequence);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
