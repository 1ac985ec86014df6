package k4j.apiserver.webhook;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends one call when its time is over, by closing the socket under it.
final class Deadline implements AutoCloseable {

  private final Future<?> end;
  private @Nullable Socket socket;
  private boolean passed;

  Deadline(ScheduledExecutorService timer, Duration timeout) {
    end = timer.schedule(this::pass, timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized void pass() {
    passed = true;
    cut();
  }

  synchronized void guard(Socket other) {
    socket = other;
    if (passed) {
      cut();
    }
  }

  synchronized boolean passed() {
    return passed;
  }

  private void cut() {
    Socket guarded = socket;
    if (guarded != null) {
      try {
        guarded.close();
      } catch (IOException _) {
        // nobody will use it any more
      }
    }
  }

  @Override
  public synchronized void close() {
    end.cancel(false);
    socket = null;
  }
}
