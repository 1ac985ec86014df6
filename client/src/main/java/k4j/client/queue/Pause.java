package k4j.client.queue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Waiting on a timer that may be a test's.
public final class Pause {

  private Pause() {}

  /// Waits that long; false when the thread was interrupted (its flag stays) or the timer has ended.
  public static boolean of(Duration duration, ScheduledExecutorService timer) {
    var latch = new CountDownLatch(1);
    try {
      timer.schedule(latch::countDown, duration.toNanos(), TimeUnit.NANOSECONDS);
      latch.await();
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
