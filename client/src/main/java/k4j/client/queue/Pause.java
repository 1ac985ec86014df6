package k4j.client.queue;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Waiting on a timer that may be a test's.
public final class Pause {

  private Pause() {}

  /// Waits that long; false when the thread was interrupted (its flag stays) or the timer has
  /// ended.
  public static boolean of(Duration duration, ScheduledExecutorService timer) {
    Future<?> end;
    try {
      end = timer.schedule(() -> {}, duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException _) {
      return false;
    }
    try {
      end.get();
      return true;
    } catch (CancellationException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      end.cancel(false); // a timer that is to end would wait for it
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
