package k4j.apiserver.request;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import k4j.api.meta.StatusException;
import k4j.apiserver.authentication.User;

/// Bounds how many requests are worked on at once (`--max-requests-inflight`,
/// `--max-mutating-requests-inflight`); the others wait a while.
final class InFlightFilter implements Filter {

  private static final int READING = 400;
  private static final int WRITING = 200;
  private static final int PATIENCE_SECONDS = 15;

  private final Semaphore reading = new Semaphore(READING, true);
  private final Semaphore writing = new Semaphore(WRITING, true);

  @Override
  public Answer apply(Call call, Handler next) {
    boolean exempt = call.info().longRunning() || call.user().groups().contains(User.MASTERS);
    if (exempt) {
      return next.handle(call);
    }
    boolean reads = call.method().equals("GET") || call.method().equals("HEAD");
    Semaphore seats = reads ? reading : writing;
    take(seats);
    try {
      return next.handle(call);
    } finally {
      seats.release();
    }
  }

  private static void take(Semaphore seats) {
    try {
      if (!seats.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw StatusException.tooManyRequests("too many requests, please try again later", 1);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw StatusException.unavailable("the request was interrupted");
    }
  }
}
