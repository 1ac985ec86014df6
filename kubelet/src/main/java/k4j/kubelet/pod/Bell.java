package k4j.kubelet.pod;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// What a thread of its own sleeps by: until it is rung or its time has come. A ring that comes
/// while it is awake is not lost.
public final class Bell {

  private final ScheduledExecutorService timer;
  private final Semaphore rings = new Semaphore(0);

  public Bell(ScheduledExecutorService timer) {
    this.timer = timer;
  }

  public void ring() {
    rings.release();
  }

  /// Waits that long at most.
  ///
  /// @throws InterruptedException also when the timer has ended, which is the end of all work
  public void sleep(Duration most) throws InterruptedException {
    Future<?> alarm = null;
    try {
      alarm = timer.schedule(this::ring, most.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      throw (InterruptedException) new InterruptedException("the timer has ended").initCause(e);
    }
    rings.acquire();
    rings.drainPermits();
    alarm.cancel(false);
  }
}
